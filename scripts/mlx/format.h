// std::format for the few messages of mlx-c that use it, each with plain `{}` only: GCC has it from version 13 on.
#pragma once
#if defined(__cplusplus) && !__has_include(<format>)
#include <sstream>
#include <string>
#include <string_view>

namespace std {
template <class... Values>
string format(string_view pattern, const Values&... values) {
  ostringstream out;
  auto fill = [&](const auto& value) {
    const auto place = pattern.find("{}");
    out << pattern.substr(0, place);
    if (place == string_view::npos) {
      pattern = {};
      return;
    }
    out << value;
    pattern.remove_prefix(place + 2);
  };
  (fill(values), ...);
  out << pattern;
  return out.str();
}
}  // namespace std
#endif
