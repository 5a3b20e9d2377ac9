#pragma once

#include <string>

#include <google/protobuf/message.h>

// In a rolling upgrade a newer build writes fields that this one does not know. They survive what
// this build writes, in the document, in what lies in it, and in the events that show it.
namespace zwk::catalog {

// The document itself, if there are such fields anywhere in it; "" otherwise.
std::string NewerFieldsOf(const google::protobuf::Message& document);

// Gives `message`, the document after a change, the unknown fields of the document before. Elements
// of a list keep theirs where they say the same as before, or have the same id.
void AddNewerFields(const std::string& newer, google::protobuf::Message& message);

}  // namespace zwk::catalog
