// Who could hold the lock of a database file. SQLite itself does not say; Linux does, in
// /proc/locks (which holds what) and /proc/<pid>/fd (who has it open), as far as this user may
// look.
#include "plumb/backends/sqlite3/lock_holders.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string_view>
#include <system_error>

namespace plumb::sqlite3 {
namespace {

namespace fs = std::filesystem;

struct FileId {
  dev_t device = 0;
  ino_t inode = 0;
};

// The database, and its shared memory, on which a database in WAL mode takes its locks.
std::vector<FileId> files_of(const std::string& file) {
  std::vector<FileId> out;
  for (const char* suffix : {"", "-shm"}) {
    struct stat info {};
    if (::stat((file + suffix).c_str(), &info) == 0) out.push_back({info.st_dev, info.st_ino});
  }
  return out;
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Lines are "1: POSIX  ADVISORY  WRITE 1234 fd:01:131123 1073741824 1073742335"; "->" marks one who
// waits.
std::vector<int> lockers(const std::vector<FileId>& files) {
  std::vector<int> out;
  std::ifstream locks("/proc/locks");
  std::string line;
  while (std::getline(locks, line)) {
    if (line.find("->") != std::string::npos) continue;
    int pid = 0;
    unsigned major_number = 0;
    unsigned minor_number = 0;
    unsigned long inode = 0;
    if (std::sscanf(line.c_str(), "%*s %*s %*s %*s %d %x:%x:%lu", &pid, &major_number, &minor_number, &inode) != 4) {
      continue;
    }
    for (const FileId& file : files) {
      const bool same = file.inode == inode && major(file.device) == major_number && minor(file.device) == minor_number;
      if (same && pid > 0) out.push_back(pid);
    }
  }
  return out;
}

bool has_open(int pid, const std::vector<FileId>& files) {
  std::error_code error;
  for (fs::directory_iterator at(fmt::format("/proc/{}/fd", pid), error), end; !error && at != end;
       at.increment(error)) {
    struct stat info {};
    if (::stat(at->path().c_str(), &info) != 0) continue;
    for (const FileId& file : files) {
      if (file.device == info.st_dev && file.inode == info.st_ino) return true;
    }
  }
  return false;
}

std::string program_of(int pid) {
  std::ifstream in(fmt::format("/proc/{}/comm", pid));
  std::string name;
  std::getline(in, name);
  return name;
}

std::string list(const std::vector<Holder>& holders) {
  std::string out;
  for (std::size_t i = 0; i < holders.size(); ++i) {
    if (i > 0) out += i + 1 == holders.size() ? " and " : ", ";
    const Holder& holder = holders[i];
    if (holder.pid == ::getpid()) {
      out += "another connection of this program";
    } else if (holder.name.empty()) {
      out += fmt::format("process {}", holder.pid);
    } else {
      out += fmt::format("process {} (`{}`)", holder.pid, holder.name);
    }
  }
  return out;
}

}  // namespace

std::vector<Holder> holders_of(const std::string& file) {
  const std::vector<FileId> files = files_of(file);
  std::map<int, bool> found;  // pid, and whether it holds a lock
  std::error_code error;
  for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
    const auto pid = number(at->path().filename().native());
    if (pid && *pid != ::getpid() && has_open(*pid, files)) found[*pid] = false;
  }
  for (const int pid : lockers(files)) found[pid] = true;
  std::vector<Holder> out;
  out.reserve(found.size());
  for (const auto& [pid, locked] : found) out.push_back({pid, program_of(pid), locked});
  return out;
}

std::string describe_holders(const std::string& file) {
  const std::vector<Holder> all = holders_of(file);
  std::vector<Holder> locked;
  std::copy_if(all.begin(), all.end(), std::back_inserter(locked), [](const Holder& h) { return h.locked; });
  if (!locked.empty()) {
    return fmt::format("{} {} a lock on it", list(locked), locked.size() == 1 ? "holds" : "hold");
  }
  if (!all.empty()) {
    return fmt::format("{} {} it open and could hold the lock", list(all), all.size() == 1 ? "has" : "have");
  }
  return "no process that has it open can be seen: another connection of this program, another "
         "user's process or "
         "another machine could hold the lock";
}

}  // namespace plumb::sqlite3
