"""What media says no to, by name."""

from django.utils.translation import gettext_lazy as _

from yaji.kit.errors import Refusal


class UploadRefused(Refusal):
    """Any reason not to take a file. Nothing of it was kept."""

    code = "media.refused"
    status = 422
    message = _("This file can't be accepted.")
    next_step = _("Choose another file.")


class EmptyFile(UploadRefused):
    code = "media.empty"
    message = _("The file is empty.")


class FileTooLarge(UploadRefused):
    code = "media.too_large"
    status = 413
    message = _("The file is larger than {limit_mb} MB.")
    next_step = _("Save it smaller and try again.")


class FormatNotAllowed(UploadRefused):
    code = "media.format_not_allowed"
    status = 415
    message = _("This kind of file isn't accepted here. Accepted: {accepted}.")
    next_step = _("Save it in one of these formats and try again.")


class DisguisedFile(UploadRefused):
    """The file is two things at once, or not what it says it is."""

    code = "media.disguised"
    message = _("The file says it is a picture, but it also holds something else.")
    next_step = _("Open it in an image editor, export it as a new JPEG or PNG, and upload that.")


class PictureTooLarge(UploadRefused):
    code = "media.too_many_pixels"
    status = 413
    message = _("The picture has too many pixels: at most {megapixels} million, and {edge} along an edge.")
    next_step = _("Save it smaller and try again.")


class BrokenPicture(UploadRefused):
    code = "media.broken_picture"
    message = _("The picture can't be read: the file is damaged or incomplete.")
    next_step = _("Export it again and try once more.")


class AnimatedPicture(UploadRefused):
    code = "media.animated"
    message = _("Moving pictures aren't accepted here.")
    next_step = _("Upload a single still picture.")


class UnsafeDrawing(UploadRefused):
    """An SVG of our own holds something an image must not: a defect in what painted it."""

    code = "media.unsafe_drawing"
    message = _("The drawing holds “{part}”, which an image may not.")


class ArchiveTooLarge(UploadRefused):
    code = "media.archive_too_large"
    status = 413
    message = _("Unpacked, the file would be too large.")
    next_step = _("Split it into smaller files.")


class UnsafeArchive(UploadRefused):
    code = "media.unsafe_archive"
    message = _("The archive is damaged, encrypted, or holds an unsafe file name.")
    next_step = _("Save it again without a password and try once more.")


class UnsafeMarkup(UploadRefused):
    code = "media.unsafe_markup"
    message = _("The file holds markup that isn't allowed.")


class NotAText(UploadRefused):
    code = "media.not_text"
    message = _("This isn't a text file we can read.")
    next_step = _("Save it as CSV in UTF-8 and try again.")


class TableTooLarge(UploadRefused):
    code = "media.table_too_large"
    status = 413
    message = _("The table is too large: at most {rows} rows, {columns} columns and {cell} characters in a cell.")
    next_step = _("Split it into smaller files.")


class UnknownPurpose(UploadRefused):
    code = "media.unknown_purpose"
    message = _("“{purpose}” isn't something a file can be uploaded for.")


class NotYourPicture(Refusal):
    """A picture that is not there and one of somebody else give the same answer, so that a stranger learns nothing."""

    code = "media.not_your_picture"
    status = 422
    message = _("There is no picture of yours or your house's with this reference.")
    next_step = _("Upload it first, then use the reference of the answer.")


class AnotherPurpose(Refusal):
    code = "media.another_purpose"
    status = 422
    message = _("This file was uploaded for another purpose: “{purpose}”.")
    next_step = _("Upload it again for the purpose it is used for.")


class StillInUse(Refusal):
    code = "media.still_in_use"
    status = 409
    message = _("This file is still shown somewhere.")
    next_step = _("Replace it there first.")
