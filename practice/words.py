"""All texts shown by the practice room's scripts, translated with the page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ROOM_WORDS: dict[str, str | Promise] = {
    # Choosing a file
    "wrongType": _("“{name}” is not a video or a sound recording. MP4, MOV and WebM work well."),
    "emptyFile": _("“{name}” is empty. Choose the video again."),
    "tooBig": _("This file is {size}. The largest you can send is {limit}."),
    "tooLong": _("This take is {length} long. The longest allowed for this exercise is {limit}."),
    "roomAgain": _("There is room for another take again. Reload this page."),
    "oneFile": _("Send one file at a time."),
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
    "waitingForNetwork": _("The connection was lost. The upload continues as soon as it is back."),
    "tryingAgain": _("Something went wrong. Trying again …"),
    "stopped": _("The upload stopped. What was uploaded is kept: press Continue in a minute."),
    "noRoom": _(
        "Practika has no room for your video right now. What was uploaded is kept, and the upload "
        "continues as soon as there is room."
    ),
    "stoppedForRoom": _(
        "Practika has no room for your video. What was uploaded is kept: let your teacher know, "
        "and press Continue later."
    ),
    "committing": _("Everything is uploaded. Handing in …"),
    "handedIn": _("Your take is handed in."),
    "preparingNow": _("Your take is handed in. It is being prepared: {percent} %."),
    "waitingInLine": _("Your take is handed in and waiting its turn. You can leave this page."),
    "watchable": _("Your take is handed in and ready to watch."),
    "watch": _("Watch your take"),
    "failed": _("This video could not be used."),
    "tryAgain": _("Try again"),
    "uploadAnother": _("Upload another"),
    "cancelled": _("The upload was cancelled."),
    "leaving": _("Your take is still being uploaded."),
    # Continuing after a reload
    "unfinished": _("The upload of “{name}” is not finished."),
    "continueUpload": _("Continue your upload"),
    "chooseAgain": _("Choose “{name}” again to continue: only the missing part will be sent."),
    "notTheSame": _("This is a different file. Choose “{name}”, or discard the unfinished upload."),
    "discard": _("Discard"),
    "expired": _("This unfinished upload is too old to continue. Start again."),
    # Recording
    "insecure": _("Recording needs a secure connection. Open this page with https://."),
    "unsupported": _("This browser can't record. You can upload a video instead."),
    "denied": _(
        "Your browser isn't allowed to use your camera or microphone. Allow it in the address bar, "
        "then try again."
    ),
    "noDevice": _("No camera or microphone was found. Connect one, or upload a video instead."),
    "deviceBusy": _(
        "The camera or microphone is in use by another program. Close it and try again."
    ),
    "deviceTrouble": _("The camera or microphone did not start. Try again."),
    "cameraNumber": _("Camera {number}"),
    "microphoneNumber": _("Microphone {number}"),
    "quiet": _("We can't hear anything. Is the right microphone selected?"),
    "hearYou": _("We can hear you."),
    "startsIn": _("Recording starts in {seconds}"),
    "recording": _("Recording"),
    "recordingPaused": _("Recording is paused"),
    "recordedOf": _("{time} of {limit}"),
    "limitNear": _("{seconds} seconds left"),
    "limitReached": _("You reached the longest allowed take, so the recording has stopped."),
    "previewReady": _("Recorded {length}. Watch it, then hand it in or record again."),
    "deviceLost": _("The camera or microphone was disconnected. What you recorded is kept."),
    "nothingRecorded": _("Nothing was recorded. Try again."),
    "spaceLow": _("This device is low on space, so no safety copy can be kept."),
    "recovered": _("A recording of {length} from {time} was not handed in."),
    "recoverIt": _("Review it"),
    "recordingLabel": _("Recording {date}"),
}
