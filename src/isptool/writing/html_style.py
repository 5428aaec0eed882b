"""The look of the HTML page: the house style's colours, every pair of them above 4.5 to 1."""

STYLE = """
:root{--ink:#1a1f24;--navy:#14324f;--teal:#0b5f6b;--muted:#46525c;--rule:#b9c7cf;--tint:#e4edf0;--band:#f5f8f9;
--link:#0b4f9e}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;color:var(--ink);background:#fff;font:1.0625rem/1.55 Arial,"Liberation Sans",Helvetica,sans-serif;
overflow-wrap:break-word}
a{color:var(--link);text-underline-offset:.15em}
a:hover{text-decoration-thickness:.15em}
:focus-visible{outline:.1875rem solid var(--ink);outline-offset:.125rem;background-color:#ffdd00;color:#1a1f24}
.wide:focus-visible,.drawing:focus-visible,main:focus-visible{background-color:transparent}
main:focus{outline:0}
.skip{position:absolute;left:-999rem;padding:.75rem 1rem;background:#fff}
.skip:focus{left:.5rem;top:.5rem;z-index:2}
.state{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 2rem;padding:.6rem 1.25rem;
background:var(--navy);color:#fff;font-weight:bold}
.state p{margin:0}
main{max-width:54rem;margin:0 auto;padding:0 1.25rem 3rem}
nav{max-width:54rem;margin:0 auto;padding:1.25rem 1.25rem 0}
nav ul{list-style:none;margin:0;padding:0}
nav li{margin:0}
nav li.level-2{padding-left:2rem}
nav a{display:flex;gap:.5rem;padding:.3rem 0;min-height:1.5rem;text-decoration:none}
nav a:hover{text-decoration:underline}
nav .number{flex:none;width:1.6rem}
nav .annex{flex:none}
.lead{margin:1.25rem 0 .25rem;font-weight:bold;color:var(--teal)}
.title{padding:2.5rem 0 .5rem;border-bottom:.1875rem solid var(--teal)}
.kind{margin:0;font-size:1.25rem;font-weight:bold;color:var(--teal)}
h1{margin:.35rem 0 .5rem;font-size:clamp(2rem,6vw,3rem);line-height:1.12;color:var(--navy)}
.subtitle{margin:0 0 1.5rem;font-size:1.3rem;line-height:1.4;color:var(--muted);max-width:40rem}
.parties{margin:.25rem 0 1.25rem;padding:0;list-style:none}
h2,h3,h4,h5{line-height:1.25;margin:2rem 0 .6rem;scroll-margin-top:1rem}
h2{margin-top:3rem;padding-bottom:.35rem;font-size:1.7rem;color:var(--navy);border-bottom:.0625rem solid var(--rule)}
h3{font-size:1.3rem;color:var(--teal)}
h4{font-size:1.125rem;color:var(--navy)}
h5{font-size:1.0625rem}
h2 .number,h3 .number{display:inline-block;min-width:2.6rem}
p,ul{margin:0 0 .85rem;max-width:44rem}
ul{padding-left:1.4rem}
li{margin-bottom:.3rem}
li::marker{color:var(--teal)}
.clause{position:relative;padding-left:4rem;margin-bottom:.85rem;max-width:48rem}
.clause>p:first-child>.number{position:absolute;left:0}
.clause.level-2{margin-left:4rem}
.clause.level-3{margin-left:6rem;padding-left:5rem}
.clause:target,h2:target,h3:target,h4:target{background:#fff3d6}
.provenance{color:var(--muted);margin-top:-.35rem}
.wide{overflow-x:auto;margin:1.25rem 0 1.75rem}
table{border-collapse:collapse;width:100%;border-top:.125rem solid var(--navy);border-bottom:.0625rem solid var(--navy)}
caption,.caption,figcaption{text-align:left;font-weight:bold;color:var(--navy);padding:0 0 .5rem}
.told{display:block;font-weight:normal;color:var(--muted)}
th,td{padding:.45rem .7rem;text-align:left;vertical-align:top;border-bottom:.0625rem solid var(--rule);min-width:5rem}
th.mixed{font-weight:normal}
thead th{background:var(--tint);color:var(--navy);vertical-align:bottom;border-bottom-color:var(--navy)}
tbody tr:nth-child(even){background:var(--band)}
td>:last-child,th>:last-child,dd>:last-child{margin-bottom:0}
td,th,dd{overflow-wrap:normal}
dd{overflow-wrap:anywhere}
.facts{margin:0 0 1.5rem;border-top:.0625rem solid var(--rule)}
.facts>div{display:flex;flex-wrap:wrap;gap:.1rem 1.25rem;padding:.45rem 0;border-bottom:.0625rem solid var(--rule)}
.facts dt{flex:0 0 11rem;font-weight:bold;color:var(--navy)}
.facts dd{flex:1 1 16rem;margin:0;min-width:0}
.callout{margin:1rem 0 1.25rem;padding:.7rem 1rem;border-left:.375rem solid var(--teal);background:#e8f2f4;
max-width:48rem}
.callout p{margin:0}
.callout.gap{border-color:#b86200;background:#fff3d6}
.callout.warning{border-color:#a3210f;background:#fbeae7}
mark{background:#ffe3a6;color:inherit;font-weight:bold;padding:0 .15em}
figure{margin:1.5rem 0}
.drawing{overflow-x:auto;background:#fff;padding:.25rem}
.drawing svg{display:block;width:100%;min-width:34rem;max-width:46rem;height:auto;forced-color-adjust:none}
.drawing img{max-width:100%;height:auto}
figcaption{padding:.75rem 0 0}
.signature{margin:2rem 0;max-width:44rem}
.signature .party{margin-bottom:.6rem;font-size:1.2rem;font-weight:bold;color:var(--navy)}
.signature .facts{border-top:.125rem solid var(--navy)}
.signature .facts dd{min-height:1.6rem}
.signature .facts>div:first-child dd{min-height:3.5rem}
@media (min-width:72rem){
.with-contents{display:grid;grid-template-columns:19rem minmax(0,1fr);max-width:80rem;margin:0 auto}
.with-contents nav{position:sticky;top:0;align-self:start;max-height:100vh;overflow-y:auto;
padding:1.5rem 0 1.5rem 1.25rem}
.with-contents main{margin:0;padding-left:3rem;width:100%}}
@media (max-width:34rem){
.clause,.clause.level-3{padding-left:0}
.clause.level-2{margin-left:1rem}
.clause.level-3{margin-left:2rem}
.clause>p:first-child>.number{position:static;font-weight:bold}
.facts dt{flex-basis:100%}}
@media print{
@page{size:A4;margin:20mm 18mm}
body{font-size:12pt}
.skip{display:none}
.state{background:none;color:#000;padding:0;border-bottom:.0625rem solid var(--rule)}
.with-contents{display:block}
nav,main{max-width:none;padding-left:0;padding-right:0}
.with-contents nav{position:static;max-height:none;padding:0}
.new-page{break-before:page}
h2,h3,h4,h5,caption,.caption,.party{break-after:avoid}
tr,.callout,.signature,figure{break-inside:avoid}
thead{display:table-header-group}
.wide,.drawing{overflow:visible}
.drawing svg{min-width:0}
main a[href^="http"]::after{content:" (" attr(href) ")";overflow-wrap:anywhere}}
"""
