"""What messages plugs in: its own jobs and its periodic looks."""

from yaji.kernel.events.ports import schedule
from yaji.kernel.events.types import Every
from yaji.kernel.messages import operations, privacy, tasks
from yaji.kernel.messages.ports import jobs, templates
from yaji.kernel.messages.types import Template

jobs.plug("deliver", tasks.deliver)
jobs.plug("announce", tasks.announce)
schedule.plug("messages.look", Every(minutes=1, run=operations.look))
schedule.plug("messages.empty_old", Every(minutes=1440, run=operations.empty_old))
privacy.plug()
for _kind in ("asked", "answered"):
    _name = f"messages/mail/{_kind}"
    _files = (f"{_name}_subject.txt", f"{_name}.txt", f"{_name}.html")
    templates.plug(f"messages.{_kind}", Template(*_files, on_site=_kind == "answered"))
