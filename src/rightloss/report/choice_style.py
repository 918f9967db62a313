"""How the report of a choice looks: light and dark, on screen, phone and paper. Nothing is loaded from elsewhere."""

_LIGHT = (
    "--paper:#ffffff;--card:#f6f7f9;--ink:#1a1f29;--soft:#566070;--line:#d9dde4;--accent:#1d5fd0;--good:#0b6b4a;"
    "--warn:#8a4b00;--s1:#1d5fd0;--s2:#c2410c;--s3:#0b7a55;--s4:#7c3aed;--k:#a01a7d;--s:#0b6b4a;--m:#9a4a00;"
    "--c:#5d6675;--f:#1d5fd0"
)
_DARK = (
    "--paper:#12161d;--card:#1b212b;--ink:#e8ecf2;--soft:#a6b0bf;--line:#343c49;--accent:#82b1ff;--good:#6fdcae;"
    "--warn:#ffc078;--s1:#82b1ff;--s2:#ff9d66;--s3:#5fd6a5;--s4:#c9a8ff;--k:#f29adb;--s:#8fe0b8;--m:#ffc078;"
    "--c:#97a1b0;--f:#82b1ff"
)

# Everything is below .rightloss, so that a notebook around it keeps its own looks.
SHARED = f"""
.rightloss{{{_LIGHT};color-scheme:light dark;background:var(--paper);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;text-align:left}}
@media(prefers-color-scheme:dark){{.rightloss{{{_DARK}}}}}
.rightloss *{{box-sizing:border-box}}
.rightloss code,.rightloss pre{{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;color:inherit}}
.rightloss code{{font-size:.9em;background:var(--card);border:1px solid var(--line);border-radius:4px;
padding:0 .25em;overflow-wrap:anywhere}}
.rightloss pre{{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:1rem;margin:.6rem 0;
overflow-x:auto;font-size:.85em;line-height:1.5}}
.rightloss pre code{{background:none;border:0;padding:0;font-size:inherit;overflow-wrap:normal;white-space:pre}}
.rightloss .verdict{{font-size:clamp(1.2rem,2.6vw,1.6rem);line-height:1.35;font-weight:650;margin:.3rem 0 .8rem;
text-wrap:pretty;overflow-wrap:anywhere}}
.rightloss .chips{{display:flex;flex-wrap:wrap;gap:.4rem;margin:0 0 1rem;padding:0;list-style:none}}
.rightloss .chips li{{font-size:.82em;line-height:1.4;border:1px solid var(--line);border-radius:99px;
padding:.1rem .7rem;color:var(--soft);margin:0}}
.rightloss .chips li:first-child{{background:var(--accent);border-color:var(--accent);color:var(--paper);
font-weight:600}}
.rightloss .top{{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:1.2rem;align-items:start}}
.rightloss .card{{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1rem 1.2rem;margin:0}}
.rightloss dl.facts{{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.55rem 1.2rem;margin:0}}
.rightloss dl.facts dt{{color:var(--soft);font-size:.9em;font-weight:400;margin:0;padding-top:.05rem}}
.rightloss dl.facts dd{{margin:0;font-weight:650;overflow-wrap:anywhere}}
.rightloss dl.facts dd small{{display:block;font-weight:400;font-size:.82em;line-height:1.35;color:var(--soft)}}
.rightloss dl.facts dd:first-of-type{{color:var(--good);font-size:1.15em;line-height:1.3}}
.rightloss figure{{margin:0}}
.rightloss figcaption{{font-size:.85em;color:var(--soft);margin-top:.3rem}}
.rightloss svg{{display:block;width:100%;max-width:34rem;height:auto;margin:0 auto;font-family:inherit}}
.rightloss svg .mark{{fill:var(--accent)}}
.rightloss svg .s1{{stroke:var(--s1)}}.rightloss svg .s2{{stroke:var(--s2)}}
.rightloss svg .s3{{stroke:var(--s3)}}.rightloss svg .s4{{stroke:var(--s4)}}
.rightloss .wide{{overflow-x:auto}}
.rightloss table{{border-collapse:collapse;width:100%;font-size:.93em;margin:.4rem 0}}
.rightloss th,.rightloss td{{text-align:left;vertical-align:top;padding:.45rem .9rem .45rem 0;background:none;
border:0;border-bottom:1px solid var(--line);white-space:normal;overflow-wrap:anywhere;min-width:3.5rem}}
.rightloss thead th{{color:var(--soft);font-weight:500;font-size:.85em;overflow-wrap:normal}}
.rightloss tbody th{{font-weight:600;min-width:9rem;overflow-wrap:break-word}}
.rightloss td code,.rightloss th code{{overflow-wrap:break-word}}.rightloss td code.flag{{white-space:nowrap}}
.rightloss td.num,.rightloss th.num{{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}}
.rightloss td.text{{min-width:15rem}}
.rightloss .bar{{display:inline-block;width:4.5rem;height:.55rem;border-radius:3px;background:var(--line);
overflow:hidden;vertical-align:middle;margin-left:.6rem}}
.rightloss .bar i{{display:block;height:100%;background:var(--accent)}}
.rightloss ul{{padding-left:1.2rem;margin:.4rem 0}}.rightloss li{{margin:.25rem 0}}
.rightloss .soft{{color:var(--soft);font-size:.9em}}
.rightloss details{{margin:.4rem 0}}.rightloss summary{{cursor:pointer;color:var(--accent)}}
.rightloss .ask{{border-left:4px solid var(--warn)}}
.rightloss .ask p{{margin:.1rem 0 .4rem;font-weight:600}}
.rightloss .hk{{color:var(--k)}}.rightloss .hs{{color:var(--s)}}.rightloss .hm{{color:var(--m)}}
.rightloss .hc{{color:var(--c);font-style:italic}}.rightloss .hf{{color:var(--f)}}
@media(max-width:44rem){{.rightloss table.stack thead{{position:absolute;clip-path:inset(50%)}}
.rightloss table.stack tr{{display:block;border-bottom:1px solid var(--line);padding:.5rem 0}}
.rightloss table.stack :is(th,td){{display:block;border:0;padding:.1rem 0;text-align:left}}
.rightloss table.stack td[data-name]::before{{content:attr(data-name)": ";color:var(--soft)}}}}
"""

PAGE = """
html{color-scheme:light dark;background:#fff}
@media(prefers-color-scheme:dark){html{background:#12161d}}
body.rightloss{max-width:68rem;margin:0 auto;padding:1.6rem clamp(1rem,4vw,2.5rem) 4rem}
.rightloss .brand{font-size:.88em;color:var(--soft);margin:0;overflow-wrap:anywhere}
.rightloss .brand b{color:var(--accent)}
.rightloss section{margin-top:2.4rem}
.rightloss h2{font-size:1.2em;line-height:1.3;margin:0 0 .5rem;padding-top:.2rem}
.rightloss h3{font-size:.95em;margin:.1rem 0 .5rem}
.rightloss .pair{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:1.2rem;margin:.8rem 0}
@media(max-width:44rem){.rightloss .top,.rightloss .pair{grid-template-columns:minmax(0,1fr)}
.rightloss .card{padding:.8rem .9rem}.rightloss dl.facts{column-gap:.8rem}}
@media print{body.rightloss{max-width:none;padding:0;font-size:11pt}.rightloss{color-scheme:light;""" + (
    _LIGHT
    + """}
.rightloss section{break-inside:avoid-page}.rightloss pre{white-space:pre-wrap;break-inside:auto}
.rightloss pre code{white-space:pre-wrap}html{background:#fff}
.rightloss :is(.chips li,.bar,.bar i){print-color-adjust:exact}
.rightloss details::details-content{content-visibility:visible;height:auto}}
"""
)

FRAGMENT = """
div.rightloss{max-width:60rem;border:1px solid var(--line);border-radius:10px;padding:1rem 1.2rem;font-size:14px}
.rightloss p.verdict{font-size:1.15em}
.rightloss p.head{font-weight:650;margin:1rem 0 .2rem}
@media(max-width:44rem){.rightloss .top{grid-template-columns:minmax(0,1fr)}}
"""
