#pragma once

#include "platform/page/html.h"
#include "platform/page/language.h"
#include "platform/page/local_time.h"
#include "platform/page/page.h"

// What pages of any service are made of, under its own names: reporting speaks of little else.
namespace zwk::reporting {

using page::ChooseLanguage;
using page::Escape;
using page::HtmlOf;
using page::HtmlPage;
using page::InZone;
using page::Isolated;
using page::IsRightToLeft;
using page::kLanguages;
using page::LangAttribute;
using page::Language;
using page::LanguageOf;
using page::LocalTime;
using page::MarkdownOf;
using page::OpenScrolling;
using page::Page;
using page::TextOf;

}  // namespace zwk::reporting
