// Owns what the contract suite needs of a network around a driver: listeners for the server, clients for the
// test. One implementation uses loopback sockets, one the simulated driver.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "driver/driver.h"

namespace nexus::test {

struct NetworkOptions {
  uint16_t bufferCount = 64;
  uint32_t bufferBytes = 4096;
  driver::DriverLimits limits;
};

class Network {
 public:
  explicit Network(const NetworkOptions& options)
      : memory_(static_cast<size_t>(options.bufferCount) * options.bufferBytes),
        pool_{memory_.data(), options.bufferBytes, options.bufferCount} {}
  virtual ~Network() = default;

  driver::Driver& driver() { return *driver_; }
  // Ends the driver before its time; what it was told to close is closed, and nothing of it is left open.
  void endDriver() { driver_.reset(); }
  const driver::BufferPool& pool() const { return pool_; }

  // A listening descriptor for `Driver::accept`.
  virtual int listen() = 0;
  // A connected client, by number.
  virtual int connect(int listener) = 0;
  // Writes what fits now; returns how much.
  virtual size_t write(int client, std::string_view bytes) = 0;
  // Reads what is there now, at most `bytesMax`.
  virtual std::string read(int client, size_t bytesMax) = 0;
  // The server finished or reset, and `read` has seen it.
  virtual bool ended(int client) = 0;
  virtual void finish(int client) = 0;  // FIN
  virtual void leave(int client) = 0;   // close
  virtual void reset(int client) = 0;   // RST
  // Makes the next accept run out of descriptors, and ends that state.
  virtual void exhaustDescriptors() = 0;
  virtual void restoreDescriptors() = 0;

 protected:
  std::vector<uint8_t> memory_;
  driver::BufferPool pool_;
  std::unique_ptr<driver::Driver> driver_;
};

}  // namespace nexus::test
