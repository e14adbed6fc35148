"""WeasyPrint and nothing else: reads a page and its stylesheet, and writes the PDF file. `bare.py HTML CSS PDF`."""

import sys
from pathlib import Path

import weasyprint

html, css, pdf = map(Path, sys.argv[1:])
fonts = weasyprint.text.fonts.FontConfiguration()
style = weasyprint.CSS(string=css.read_text(), font_config=fonts)
weasyprint.HTML(string=html.read_text()).write_pdf(pdf, stylesheets=[style], font_config=fonts, pdf_variant="pdf/a-3a")
