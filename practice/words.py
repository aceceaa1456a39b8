"""Every sentence that the practice room's scripts show, translated with the page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ROOM_WORDS: dict[str, str | Promise] = {
    # Choosing a file
    "wrongType": _("“{name}” is not a video or a sound recording. MP4, MOV and WebM work well."),
    "emptyFile": _("“{name}” is empty. Please choose the video again."),
    "tooBig": _("This file has {size}. The largest that can be sent has {limit}."),
    "tooLong": _("This take is {length} long. The longest for this exercise is {limit}."),
    "oneFile": _("Please send one file at a time."),
    # Uploading
    "uploading": _("Uploading"),
    "checking": _("Checking"),
    "preparing": _("Preparing"),
    "progressOf": _("{done} of {total}"),
    "speedLeft": _("{speed} a second, {left} left"),
    "pause": _("Pause"),
    "resume": _("Continue"),
    "cancel": _("Cancel"),
    "paused": _("Paused. Continue whenever you like."),
    "waitingForNetwork": _("The connection is gone. The upload continues as soon as it is back."),
    "tryingAgain": _("Something got in the way. Trying again …"),
    "stopped": _("The upload stopped. What has arrived is kept: press Continue in a minute."),
    "noRoom": _(
        "Practika has no room for your video just now. What has arrived is kept, and the upload "
        "goes on as soon as there is room."
    ),
    "stoppedForRoom": _(
        "Practika has no room for your video. What has arrived is kept: please tell your teacher, "
        "and press Continue later."
    ),
    "committing": _("Everything has arrived. Handing in …"),
    "handedIn": _("Your take is handed in."),
    "preparingNow": _("Your take is handed in. It is being prepared: {percent} %."),
    "waitingInLine": _("Your take is handed in and waits for its turn. You can leave this page."),
    "watchable": _("Your take is handed in and ready to watch."),
    "watch": _("Watch your take"),
    "failed": _("This video could not be used."),
    "tryAgain": _("Try again"),
    "uploadAnother": _("Upload another"),
    "cancelled": _("The upload is cancelled."),
    "leaving": _("Your take is still being uploaded."),
    # Continuing after a reload
    "unfinished": _("The upload of “{name}” is not finished."),
    "continueUpload": _("Continue your upload"),
    "chooseAgain": _("Choose “{name}” again to continue: only what is missing will be sent."),
    "notTheSame": _("This is another file. Choose “{name}”, or discard the unfinished upload."),
    "discard": _("Discard"),
    "expired": _("This unfinished upload is too old to continue. Please start again."),
    # Recording
    "insecure": _("Recording needs a secure connection. Open this page with https://."),
    "unsupported": _("This browser can't record. You can upload a video instead."),
    "denied": _(
        "The browser may not use your camera or microphone. Allow it in the address bar, "
        "then try again."
    ),
    "noDevice": _("No camera or microphone was found. Connect one, or upload a video instead."),
    "deviceBusy": _("The camera or microphone is used by another program. Close it and try again."),
    "deviceTrouble": _("The camera or microphone did not start. Please try again."),
    "cameraNumber": _("Camera {number}"),
    "microphoneNumber": _("Microphone {number}"),
    "quiet": _("We hear nothing. Is the right microphone chosen?"),
    "hearYou": _("We can hear you."),
    "startsIn": _("Recording starts in {seconds}"),
    "recording": _("Recording"),
    "recordingPaused": _("Recording is paused"),
    "recordedOf": _("{time} of {limit}"),
    "limitNear": _("{seconds} seconds left"),
    "limitReached": _("The longest take is reached, so the recording has stopped."),
    "previewReady": _("Recorded {length}. Watch it, then hand it in or record again."),
    "deviceLost": _("The camera or microphone was disconnected. What you recorded is kept."),
    "nothingRecorded": _("Nothing was recorded. Please try again."),
    "spaceLow": _("There is little room on this device: a safety copy can't be kept."),
    "recovered": _("A recording of {length} from {time} was not handed in."),
    "recoverIt": _("Look at it"),
    "recordingLabel": _("Recording {date}"),
}
