#pragma once

namespace zwk::reporting {

// What a value of an enum is called on the page.
struct Words {
  const char* de;
  const char* en;
};

}  // namespace zwk::reporting
