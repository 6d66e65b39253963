"""Background work of media."""

from django_tasks import task

from yaji.kernel.media import operations


@task()  # type: ignore[untyped-decorator]  # django-tasks is not followed by the type checker
def render(asset: str) -> None:
    """Make the larger renditions of an asset."""
    operations.render(asset=asset)
