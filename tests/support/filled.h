#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace zwk::test {

// Messages in which every field says something, each something else: what somebody forgets on the way from a message to
// the domain and back is missed. Lists have two elements, which take turns at the cases of a oneof and at enum values.
class Filled {
 public:
  // `texts`: what stands in the fields of these names, where not any text will do.
  explicit Filled(std::map<std::string, std::string> texts = {}) : texts_(std::move(texts)) {}

  template <class M>
  M Of() {
    M message;
    Fill(message, kAlone);
    return message;
  }

 private:
  using Field = google::protobuf::FieldDescriptor;
  using Message = google::protobuf::Message;
  static constexpr int kAlone = -1;

  // `turn`: the place in the list that it stands in.
  void Fill(Message& message, int turn) {
    const auto& type = *message.GetDescriptor();
    if (type.full_name() == "google.protobuf.Timestamp") {
      message.GetReflection()->SetInt64(&message, type.field(0), 1'600'000'000 + ++number_);
      return;
    }
    for (int i = 0; i < type.field_count(); ++i) {
      const Field* field = type.field(i);
      const auto* choice = field->real_containing_oneof();
      if (choice != nullptr && choice->field(std::max(turn, 0) % choice->field_count()) != field) {
        continue;
      }
      for (int k = 0; k < (field->is_repeated() ? 2 : 1); ++k) {
        FillField(message, field, field->is_repeated() ? k : turn);
      }
    }
  }

  void FillField(Message& message, const Field* field, int turn) {
    const auto& reflection = *message.GetReflection();
    const auto put = [&](auto set, auto add, auto value) {
      if (field->is_repeated()) {
        (reflection.*add)(&message, field, std::move(value));
      } else {
        (reflection.*set)(&message, field, std::move(value));
      }
    };
    using R = google::protobuf::Reflection;
    ++number_;
    switch (field->cpp_type()) {
      case Field::CPPTYPE_INT32:
        return put(&R::SetInt32, &R::AddInt32, int32_t{number_});
      case Field::CPPTYPE_INT64:
        return put(&R::SetInt64, &R::AddInt64, int64_t{number_});
      case Field::CPPTYPE_UINT32:
        return put(&R::SetUInt32, &R::AddUInt32, static_cast<uint32_t>(number_));
      case Field::CPPTYPE_UINT64:
        return put(&R::SetUInt64, &R::AddUInt64, static_cast<uint64_t>(number_));
      case Field::CPPTYPE_DOUBLE:
        return put(&R::SetDouble, &R::AddDouble, number_ + 0.25);
      case Field::CPPTYPE_FLOAT:
        return put(&R::SetFloat, &R::AddFloat, static_cast<float>(number_) + 0.25F);
      case Field::CPPTYPE_BOOL:
        return put(&R::SetBool, &R::AddBool, true);
      case Field::CPPTYPE_ENUM: {
        const int last = field->enum_type()->value_count() - 1;
        const int at = turn == kAlone ? last : std::min(turn + 1, last);
        return put(&R::SetEnumValue, &R::AddEnumValue, field->enum_type()->value(at)->number());
      }
      case Field::CPPTYPE_STRING: {
        const auto given = texts_.find(field->name());
        const std::string text =
            given == texts_.end() ? absl::StrCat(field->name(), " ", number_) : given->second;
        return put(&R::SetString, &R::AddString, text);
      }
      case Field::CPPTYPE_MESSAGE:
        return FillPart(message, field, turn);
    }
  }

  void FillPart(Message& message, const Field* field, int turn) {
    const auto* type = field->message_type();
    if (std::find(around_.begin(), around_.end(), type) != around_.end()) return;
    around_.push_back(type);
    const auto& reflection = *message.GetReflection();
    Fill(field->is_repeated() ? *reflection.AddMessage(&message, field)
                              : *reflection.MutableMessage(&message, field),
         turn);
    around_.pop_back();
  }

  std::map<std::string, std::string> texts_;
  int number_ = 1000;  // texts sort as they come
  std::vector<const google::protobuf::Descriptor*> around_;
};

}  // namespace zwk::test
