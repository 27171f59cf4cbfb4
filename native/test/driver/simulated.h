// Owns the contract suite's simulated network: the seed and the faults are the test's choice.
#pragma once

#include "driver/network.h"
#include "driver/sim/sim.h"

namespace nexus::test {

class Simulated final : public Network {
 public:
  Simulated(uint64_t seed, const driver::SimFaults& faults, const NetworkOptions& options)
      : Network(options) {
    driver::SimLimits limits;
    limits.descriptorsMax = 4096;
    sim_ = new driver::SimDriver(pool_, seed, faults, limits);
    driver_.reset(sim_);
  }

  driver::SimDriver& sim() { return *sim_; }

  int listen() override { return sim_->listen(); }
  int connect(int listener) override { return sim_->connect(listener); }
  size_t write(int client, std::string_view bytes) override {
    return sim_->write(client, bytes.data(), bytes.size());
  }
  std::string read(int client, size_t bytesMax) override { return sim_->read(client, bytesMax); }
  bool ended(int client) override { return sim_->ended(client); }
  void finish(int client) override { sim_->finish(client); }
  void leave(int client) override { sim_->leave(client); }
  void reset(int client) override { sim_->reset(client); }
  void exhaustDescriptors() override { sim_->limitDescriptors(sim_->descriptorsOpen()); }
  void restoreDescriptors() override { sim_->limitDescriptors(4096); }

 private:
  driver::SimDriver* sim_;
};

}  // namespace nexus::test
