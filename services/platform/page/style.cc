#include "platform/page/style.h"

namespace zwk::page {

// NOLINTNEXTLINE(readability-function-size): a table
absl::string_view StyleSheet() {
  return R"css(:root{--ink:#16262e;--soft:#4a5c66;--line:#d5dee2;--paper:#fff;--ground:#f3f6f7;--tint:#e6f0f2;
--brand:#0b5563;--brand-deep:#073b45;--warm:#a3470c;--warm-tint:#fdf1e7;--male:#2f6f8f;--female:#b5651d;--foreign:.55;
--radius:.75rem;--step:1rem}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--ground);color:var(--ink);font:1.0625rem/1.6 system-ui,-apple-system,"Segoe UI","Noto Sans","Liberation Sans",sans-serif;overflow-wrap:anywhere}
a{color:var(--brand);text-underline-offset:.18em}
a:hover{color:var(--brand-deep);text-decoration-thickness:.12em}
:focus-visible{outline:.2rem solid var(--warm);outline-offset:.15rem;border-radius:.2rem}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem;z-index:1}
header.site{background:var(--brand-deep);color:#fff}
.inner{max-width:72rem;margin:0 auto;padding:.9rem 1.1rem;display:flex;flex-wrap:wrap;gap:.4rem 1.5rem;align-items:baseline;justify-content:space-between}
header.site a{color:#fff}
header.site .owner{margin:0;font-weight:650;letter-spacing:.01em}
header.site .owner a{text-decoration:none}
header.site .owner a:hover{text-decoration:underline}
header.site ul{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;margin:0;padding:0;font-size:.94rem}
main{max-width:48rem;margin:0 auto;padding:1.4rem 1.1rem 3rem}
main.wide{max-width:72rem}
main:not(.wide){background:var(--paper)}
h1{font-size:clamp(1.7rem,1.2rem + 2.4vw,2.5rem);line-height:1.15;letter-spacing:-.015em;margin:.4rem 0 .6rem;text-wrap:balance}
h2{font-size:1.32rem;line-height:1.3;margin:2.2rem 0 .6rem;letter-spacing:-.005em}
h3{font-size:1.08rem;line-height:1.35;margin:1.4rem 0 .4rem}
p{margin:.55rem 0}
ul,ol{padding-left:1.3rem;margin:.55rem 0}
li{margin:.2rem 0}
.lead{font-size:1.15rem;color:var(--soft);margin-top:0}
.kicker{color:var(--brand);font-weight:650;margin:0;font-size:.95rem}
.notice{background:var(--warm-tint);border-left:.3rem solid var(--warm);padding:.6rem .9rem;border-radius:0 .4rem .4rem 0}
.scroll{overflow-x:auto;margin:.9rem 0}
table{border-collapse:collapse;width:100%;font-size:.97rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding:.2rem 0 .5rem;font-size:.93rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .7rem;border-bottom:1px solid var(--line)}
thead th{overflow-wrap:break-word;border-bottom:2px solid var(--brand);font-size:.92rem}
tbody th{font-weight:500}
td.n,th.n{text-align:right;white-space:nowrap}
table.columns{table-layout:fixed;min-width:36rem}
table.columns th{background:var(--tint);border-bottom:0;vertical-align:top;border-right:.35rem solid var(--paper)}
table.columns td{border-right:.35rem solid var(--paper);border-bottom:0}
table.columns ul{padding-left:1.1rem;margin:.2rem 0}
.figure{font-weight:650;white-space:nowrap}
.missing{color:var(--warm);border-bottom:2px dotted var(--warm)}
sup{line-height:0;font-size:.72em}
.sources{font-size:.88rem;color:var(--soft);border-top:1px solid var(--line);padding-top:.5rem;margin-top:1rem}
figure{margin:1rem 0}
figure.picture{border:1px solid var(--line);border-radius:var(--radius);padding:.8rem 1rem;background:var(--ground)}
figure.picture code{display:block;font-size:.72rem;color:var(--soft);overflow-wrap:anywhere;margin-top:.3rem}
.address{margin-top:2.4rem;border-top:1px solid var(--line);padding-top:1rem}
.panels{display:grid;gap:1.1rem;grid-template-columns:1fr}
.panel{background:var(--paper);border:1px solid var(--line);border-radius:var(--radius);padding:1.1rem 1.2rem;min-width:0}
.panel>h2:first-child,.panel>h3:first-child{margin-top:0}
.tiles{display:grid;gap:.8rem;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));padding:0;margin:1.2rem 0;list-style:none}
.tiles>li,.tiles>div{background:var(--paper);border:1px solid var(--line);border-radius:var(--radius);padding:.8rem 1rem;margin:0;display:flex;flex-direction:column;gap:.1rem}
.tiles b{font-size:1.75rem;line-height:1.15;letter-spacing:-.02em;font-variant-numeric:tabular-nums;font-weight:680;color:var(--brand-deep)}
.tiles span{color:var(--soft);font-size:.92rem;line-height:1.3}
.tag{display:inline-block;border:1px solid currentColor;border-radius:1rem;padding:0 .6rem;font-size:.84rem;line-height:1.6;color:var(--brand);white-space:nowrap}
.tag.warm{color:var(--warm)}
.list{list-style:none;padding:0;margin:.4rem 0}
.list>li{padding:.65rem 0;border-bottom:1px solid var(--line);margin:0}
.list>li:last-child{border-bottom:0}
.list .sub{display:block;color:var(--soft);font-size:.92rem}
.keys{columns:2 12rem;column-gap:1.6rem;list-style:none;padding:0;margin:.4rem 0}
.keys li{break-inside:avoid;margin:0;padding:.12rem 0}
#figures{margin-bottom:1.3rem}
.source{font-size:.86rem;color:var(--soft);margin:.5rem 0 0}
.synthetic{background:var(--warm-tint);color:var(--warm);border-radius:.3rem;padding:0 .4rem;white-space:nowrap}
.gap{border-left:.3rem solid var(--warm);padding:.2rem 0 .2rem .9rem;margin:1rem 0}
.gap.light{border-color:var(--line)}
.gap h3{margin:.1rem 0 .2rem}
.gap p{margin:.2rem 0}
svg{max-width:100%;height:auto;display:block}
svg text{font-family:inherit;fill:var(--ink)}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;padding:0;font-size:.9rem;margin:.3rem 0}
.legend i{display:inline-block;width:.9rem;height:.9rem;border-radius:.2rem;margin-right:.4rem;vertical-align:-.1rem}
details{margin:.7rem 0}
summary{cursor:pointer;color:var(--brand);font-weight:600}
footer.site{color:var(--soft);font-size:.9rem;border-top:1px solid var(--line);background:var(--paper)}
footer.site .inner{display:block}
footer.site p{margin:.2rem 0}
@media (min-width:52rem){main:not(.wide){margin:1.6rem auto 2.6rem;padding:2.2rem 3.4rem 3.4rem;border:1px solid var(--line);border-radius:var(--radius)}
main.wide{padding-top:2rem}.panels{grid-template-columns:1fr 1fr}.panel.full{grid-column:1/-1}}
@media print{body{background:#fff;font-size:10.5pt;line-height:1.45}header.site{background:none;color:#000;border-bottom:1px solid #000}header.site nav,.skip{display:none}
header.site a{color:#000}main,main.wide,main:not(.wide){max-width:none;border:0;padding:0;margin:0}.panel,.tiles>li{border-color:#999;break-inside:avoid}
h2,h3{break-after:avoid}table,figure,.gap{break-inside:avoid}.scroll{overflow:visible}table.columns{min-width:0}a{color:#000;text-decoration:none}
details>*{display:block}.chart *{print-color-adjust:exact;-webkit-print-color-adjust:exact}@page{margin:18mm 16mm}}
)css";
}

}  // namespace zwk::page
