#pragma once

#include <string>

#include "catalog/base/changes_port.h"
#include "catalog/synonym/synonyms_port.h"

namespace zwk::catalog {

// The words that mean the same in a city.
class SynonymRegister {
 public:
  SynonymRegister(SynonymRepository& repository, ChangeListener& changes)
      : repository_(repository), changes_(changes) {}

  // A natural key: defining again replaces.
  Task<Kept<Synonyms>> Define(Caller caller, Synonyms synonyms, uint64_t expected);
  Task<Kept<Synonyms>> Archive(Caller caller, std::string key, uint64_t expected);
  SynonymRepository& repository() { return repository_; }

 private:
  Task<Kept<Synonyms>> Keep(Caller caller, std::string key, uint64_t expected, bool may_be_new,
                            SynonymRepository::Decide decide);

  SynonymRepository& repository_;
  ChangeListener& changes_;
};

}  // namespace zwk::catalog
