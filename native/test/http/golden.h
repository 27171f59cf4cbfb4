// Owns reading and rewriting the markdown goldens: "## name", an optional "Limits:" line, an `http` block
// and a `text` block with what must come out. UPDATE_GOLDEN=1 rewrites the `text` blocks.
//
// In an `http` block a line ends with CR LF; \r \n \t \0 \\ and \xHH are escapes, \{N*c} repeats a character,
// and a backslash at the end of a line means that nothing follows it.
#pragma once

#include <dirent.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "check.h"

namespace nexus::test {

struct GoldenCase {
  std::string name;  // file: heading
  std::map<std::string, uint64_t> limits;
  std::string input;
};

// The bytes a block stands for.
inline std::string unescapeBlock(const std::string& block) {
  std::string out;
  for (size_t i = 0; i < block.size(); i++) {
    const char c = block[i];
    if (c == '\n') {
      out += "\r\n";
      continue;
    }
    if (c != '\\' || i + 1 == block.size()) {
      out += c;
      continue;
    }
    const char kind = block[++i];
    if (kind == '\n') continue;
    if (kind == 'r') out += '\r';
    if (kind == 'n') out += '\n';
    if (kind == 't') out += '\t';
    if (kind == '0') out += '\0';
    if (kind == '\\') out += '\\';
    if (kind == 'x') {
      out += static_cast<char>(std::stoi(block.substr(i + 1, 2), nullptr, 16));
      i += 2;
    }
    if (kind == '{') {
      const size_t star = block.find('*', i);
      out.append(std::stoul(block.substr(i + 1, star - i - 1)), block[star + 1]);
      i = star + 2;
    }
  }
  return out;
}

inline std::map<std::string, uint64_t> readLimits(const std::string& line) {
  std::map<std::string, uint64_t> limits;
  std::istringstream words(line.substr(line.find(':') + 1));
  for (std::string word; words >> word;) {
    const size_t equals = word.find('=');
    limits[word.substr(0, equals)] = std::stoull(word.substr(equals + 1));
  }
  return limits;
}

using GoldenRun = std::function<std::string(const GoldenCase&)>;

// Runs every case of a file; the text it now has.
inline std::string runGoldenFile(const std::string& name, std::istream& file, const GoldenRun& run) {
  std::string text;
  GoldenCase current;
  std::string block;
  std::string kind;
  for (std::string line; std::getline(file, line);) {
    if (kind.empty()) {
      text += line + "\n";
      if (line.rfind("## ", 0) == 0) current = {name + ": " + line.substr(3), {}, ""};
      if (line.rfind("Limits:", 0) == 0) current.limits = readLimits(line);
      if (line.rfind("```", 0) == 0) kind = line.substr(3);
      block.clear();
      continue;
    }
    if (line != "```") {
      block += line + "\n";
      continue;
    }
    if (kind == "http") {
      current.input = unescapeBlock(block);
      text += block;
    } else {
      const std::string answer = run(current);
      CHECK_THAT(answer == block || std::getenv("UPDATE_GOLDEN") != nullptr,
                 current.name + "\n--- wanted\n" + block + "--- got\n" + answer);
      text += answer;
    }
    text += "```\n";
    kind.clear();
  }
  return text;
}

// Runs the goldens of `folder` whose file name starts with `prefix`.
inline void runGoldens(const std::string& folder, const std::string& prefix, const GoldenRun& run) {
  DIR* directory = opendir(folder.c_str());
  CHECK_THAT(directory != nullptr, "cannot open " + folder);
  if (directory == nullptr) return;
  std::vector<std::string> names;
  while (const dirent* entry = readdir(directory)) {
    const std::string name = entry->d_name;
    if (name.rfind(prefix, 0) == 0 && name.size() > 3 && name.substr(name.size() - 3) == ".md")
      names.push_back(name);
  }
  closedir(directory);
  std::sort(names.begin(), names.end());
  CHECK_THAT(!names.empty(), "no goldens in " + folder);
  for (const std::string& name : names) {
    std::ifstream in(folder + "/" + name);
    const std::string text = runGoldenFile(name, in, run);
    in.close();
    if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(folder + "/" + name) << text;
  }
}

}  // namespace nexus::test
