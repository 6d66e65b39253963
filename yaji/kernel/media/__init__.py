"""Media: pictures and files, what may be uploaded, how it is kept and how it is served.

Promises: nothing a stranger sent is ever served as it came. A picture is decoded and written anew, so it carries no
position, no script and no second format; everything else is private and leaves only as an attachment.
"""
