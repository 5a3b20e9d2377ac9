#include "catalog/page/style.h"

#include "absl/strings/str_cat.h"

namespace zwk::catalog {

absl::string_view OfferStyle() {
  return R"css([dir=rtl] ul,[dir=rtl] ol{padding-left:0;padding-right:1.3rem}
[dir=rtl] .list,[dir=rtl] .hits,[dir=rtl] header.site ul{padding-right:0}
[dir=rtl] .notice{border-left:0;border-right:.3rem solid var(--warm);border-radius:.4rem 0 0 .4rem}
[dir=rtl] .skip{left:auto;right:-99rem}
[dir=rtl] .skip:focus{right:1rem}
[dir=rtl] h1,[dir=rtl] h2{letter-spacing:0}
.text{white-space:pre-line}
.finder{display:grid;gap:.9rem 1.2rem;grid-template-columns:1fr}
.finder p{margin:0;min-width:0}
.finder label,.finder .what{display:block;font-weight:600}
.finder small{display:block;color:var(--soft)}
.finder input[type=search],.finder select{font:inherit;width:100%;min-height:2.75rem;padding:.4rem .6rem;border:1px solid var(--soft);border-radius:.4rem;background:var(--paper);color:var(--ink)}
.finder label.check{display:flex;gap:.6rem;align-items:center;min-height:2.75rem;font-weight:500}
.finder label.check input{width:1.4rem;height:1.4rem;accent-color:var(--brand);flex:none;margin:0}
.finder button{font:inherit;font-weight:650;min-height:2.75rem;padding:.4rem 1.6rem;border:0;border-radius:.4rem;background:var(--brand);color:#fff;cursor:pointer}
.finder button:hover{background:var(--brand-deep)}
.hits{list-style:none;padding:0;margin:1rem 0}
.hits>li{background:var(--paper);border:1px solid var(--line);border-radius:var(--radius);padding:1rem 1.2rem;margin:0 0 .9rem}
.hits h3{margin:0}
.hits p{margin:.3rem 0}
.by{color:var(--soft);font-size:.94rem}
.facts{display:grid;gap:.1rem 1rem;margin:.6rem 0 0;grid-template-columns:1fr}
.facts dt{font-weight:600;font-size:.92rem;color:var(--soft)}
.facts dd{margin:0 0 .4rem}
.tags{display:flex;flex-wrap:wrap;gap:.3rem;list-style:none;padding:0!important;margin:.5rem 0 0}
.tag{white-space:normal}
.more{font-weight:650}
.more a,.plain a{display:inline-block;padding:.3rem 0}
.plain{list-style:none;padding:0!important;margin:.3rem 0}
@media (min-width:40rem){.finder.wide{grid-template-columns:1fr 1fr}.finder .all{grid-column:1/-1}.facts{grid-template-columns:minmax(6rem,9rem) 1fr}}
@media print{.finder,.plain.on-screen{display:none}.hits>li{break-inside:avoid;border-color:#999}}
)css";
}

std::string LeafletStyle(bool small) {
  // CSS has a name for A4, none for A6.
  const absl::string_view paper = small ? "105mm 148mm" : "A4";
  return absl::StrCat(
      ".leaflet>li{break-inside:avoid}.leaflet h3{margin:0}.leaflet .facts{margin:.2rem 0 0}\n"
      "@media print{@page{size:",
      paper, ";margin:", small ? "7mm" : "14mm", "}html{font-size:", small ? "7.5pt" : "9.5pt",
      "}body{font-size:1rem;line-height:1.3}.on-screen,footer.site "
      ".on-screen{display:none}h1{font-size:1.6em;margin:0}"
      "h2{font-size:1.2em;margin:.6em 0 .2em}header.site .inner{padding:0}main{padding:0!important}"
      ".leaflet>li{border:0;border-top:1px solid #999;border-radius:0;padding:.4em 0;margin:0}"
      ".leaflet .facts{grid-template-columns:",
      small ? "1fr" : "6em 1fr", "}", small ? "" : ".leaflet{columns:2;column-gap:8mm}", "}\n");
}

}  // namespace zwk::catalog
