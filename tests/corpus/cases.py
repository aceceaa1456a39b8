"""Every odd and hostile file, and what is right for it."""

from dataclasses import dataclass
from typing import Literal

Expect = Literal["accept", "refuse"]


@dataclass(frozen=True)
class Case:
    """`refusal_code` is the best reason to give a person; those in `also` are true enough too.

    Of accepted files: the picture as it must be shown (upright, square pixels), the length of what
    really decodes, and whether there is sound. No size means there is no picture.
    """

    name: str
    description: str
    expect: Expect
    refusal_code: str | None = None
    notes: str = ""
    also: frozenset[str] = frozenset()
    size: tuple[int, int] | None = None
    seconds: float = 2.0
    has_sound: bool = True
    is_hostile: bool = False

    @property
    def codes(self) -> frozenset[str]:
        return self.also | ({self.refusal_code} if self.refusal_code else set())


def _plays(name: str, description: str, **facts: object) -> Case:
    return Case(name, description, "accept", **({"size": (320, 240)} | facts))  # type: ignore[arg-type]


def _fails(name: str, code: str, description: str, *also: str, notes: str = "") -> Case:
    return Case(name, description, "refuse", code, notes, frozenset(also))


def _attacks(name: str, description: str, *also: str) -> Case:
    codes = frozenset({"unknown_codec", *also})
    return Case(name, description, "refuse", "not_a_video", "", codes, is_hostile=True)


CONTAINERS = [
    _plays("moov_last.mp4", "index at the end, as phones write it"),
    _plays("moov_first.mp4", "index at the start"),
    _plays("fragmented.mp4", "fragmented MP4"),
    _plays("recorder_vp8.webm", "browser recording: no duration, no index"),
    _plays("recorder_vp9.webm", "browser recording in VP9"),
    _plays("recorder_h264.mkv", "browser recording in H.264 in Matroska"),
    _plays("recorder_resize.webm", "browser recording whose size changes", has_sound=False),
    _plays("vfr.mp4", "variable frame rate"),
    _plays("edit_list.mp4", "an edit list hides the first half second", seconds=1.5),
    _plays("backward_timestamps.ts", "timestamps start again in the middle", has_sound=False),
    _plays("resolution_change.ts", "resolution changes mid-stream", has_sound=False),
    _plays("mpegts_named.mp4", "MPEG-TS under the name of an MP4"),
    _plays("wrapping_clock.ts", "the 33-bit clock wraps midway"),
    _plays("b_frames.mp4", "frames stored out of order"),
    _plays("screen_5fps.mp4", "the same at 5 frames a second", has_sound=False),
    _plays("late_sound.mp4", "sound that starts after a second", seconds=3),
    _plays("two_pictures.mp4", "two video tracks: the first counts"),
    _plays("cut_recorder.webm", "browser closed while recording", seconds=1.2),
    _plays("html_tail.mp4", "valid MP4 with an HTML tail"),
    _plays("zip_tail.mp4", "valid MP4 with a zip tail"),
]

PICTURES = [
    _plays("rotated_90.mp4", "phone held upright", size=(240, 320)),
    _plays("rotated_180.mp4", "phone held upside down"),
    _plays("rotated_270.mp4", "phone held upright, the other way", size=(240, 320)),
    _plays("flipped_across.mp4", "mirrored by its header"),
    _plays("flipped_down.mp4", "upside down by its header"),
    _plays("rotated_flipped.mp4", "held upright and mirrored", size=(240, 320)),
    _plays("full_range.mp4", "full-range colours", has_sound=False),
    _plays("portrait.mp4", "stored upright", size=(240, 320), has_sound=False),
    _plays("anamorphic.mp4", "pixels that are not square", size=(427, 240), has_sound=False),
    _plays("interlaced.mp4", "interlaced, as camcorders film"),
    _plays("odd_size.webm", "odd width and height", size=(321, 241), has_sound=False),
    _plays("odd_size.mp4", "odd width and height in H.264", size=(321, 241), has_sound=False),
    _plays("yuv444.mp4", "4:4:4 colours, as screen recorders write", has_sound=False),
    _plays("ten_bit.mp4", "10-bit H.264", has_sound=False),
    _plays("hdr_pq.mp4", "HDR, PQ"),
    _plays("hdr_hlg.mov", "HDR, HLG, as phones film"),
    _plays("fps_1000.mp4", "1000 frames a second", size=(160, 120), seconds=1, has_sound=False),
]

CODECS = [
    _plays("prores.mov", "ProRes"),
    _plays("av1.mp4", "AV1"),
    _plays("vp9_alpha.webm", "VP9 with transparency", has_sound=False),
    _plays("mjpeg.avi", "motion JPEG in AVI"),
    _plays("mpeg4.avi", "MPEG-4 part 2 and MP3 in AVI"),
    _plays("program_stream.mpg", "MPEG-2 program stream, as camcorders write"),
    _plays("pcm.mov", "uncompressed sound"),
    _plays("silent.mp4", "no sound track", has_sound=False),
    _plays("surround.mp4", "5.1 sound"),
    _plays("unknown_sound.mkv", "sound that we cannot read: a silent film", has_sound=False),
    _plays("second_sound.mkv", "a sound track that we cannot read before one that we can"),
]

EXTRAS = [
    _plays("script_subtitles.mkv", "subtitles that hold a script"),
    _plays("script_subtitles.mp4", "the same as an MP4 text track"),
    _plays("attachments.mkv", "an HTML page attached"),
    _plays("chapters.mp4", "chapters whose names are scripts"),
    _plays("telling_metadata.mp4", "place and title in the metadata"),
    _plays("timecode.mov", "a time-code track"),
    _plays("cover_first.mp4", "cover art as the first stream"),
    _plays("protection_words.mp4", "a title of the words that copy protection is made with"),
]

SOUND = [
    _plays("sound_only.m4a", "sound alone", size=None),
    _plays("sound_only.mp3", "sound alone, MP3", size=None),
    _plays("sound_only.wav", "sound alone, uncompressed", size=None),
    _plays("sound_only.mp4", "sound alone in a video's container", size=None),
    _plays("recorder_sound.webm", "browser recording of sound alone", size=None),
    _plays("sound_with_cover.m4a", "sound with cover art", size=None),
    _plays("sound_with_cover.mp3", "sound with cover art, MP3", size=None),
]

LIES = [
    _plays("lies_68_years.mp4", "headers claim 68 years"),
    _plays("lies_65535.mp4", "headers claim 65535 × 65535", has_sound=False),
    _plays("lies_zero_duration.mp4", "headers claim no length"),
    _plays("lies_sample_times.mp4", "an index that times 2³¹ samples", has_sound=False),
    _fails("lies_sample_sizes.mp4", "damaged", "an index of 2³¹ samples", "not_a_video"),
]

DAMAGED = [
    _fails("cut_moov_first.mp4", "incomplete_upload", "60 % of a file, index first"),
    _fails(
        "cut_moov_last.mp4",
        "incomplete_upload",
        "60 % of a file, index last",
        "damaged",
        "not_a_video",
    ),
    _fails("cut_fragmented.mp4", "incomplete_upload", "60 % of a fragmented file"),
    _fails("empty.mp4", "empty", "0 bytes"),
    _fails("random_bytes.mp4", "not_a_video", "random bytes", "damaged"),
    _fails("ftyp_only.mp4", "incomplete_upload", "24 bytes", "damaged", "not_a_video"),
    _fails(
        "missing_targets.mp4", "damaged", "the index points behind the end", "incomplete_upload"
    ),
    _fails("corrupt_avcc.mp4", "damaged", "decoder settings destroyed", "unknown_codec"),
    _fails("unknown_codec.mp4", "unknown_codec", "a codec nobody knows"),
    _fails("one_frame.mp4", "too_short", "a single picture"),
    _fails("many_streams.mkv", "too_complex", "41 streams", "damaged", "not_a_video"),
    _fails("encrypted.mp4", "encrypted", "copy-protected (CENC)"),
]

OVERSIZED = [
    _fails("hours_24.mp4", "too_long", "24 hours at 1 frame a second"),
    _fails("tiny_2x2.mp4", "too_small", "2 × 2"),
    _fails("wide_8192x16.mp4", "odd_shape", "8192 × 16"),
    _fails("png_16000.mov", "too_many_pixels", "a PNG of 16000² in MOV", "unknown_codec"),
    _fails(
        "bomb_15360.mp4", "too_many_pixels", "H.264 of 15360²: gigabytes to decode", "too_complex"
    ),
]

PRETENDERS = [
    _fails("gif_named.mp4", "not_a_video", "GIF", "unknown_codec"),
    _fails("png_named.mp4", "not_a_video", "PNG", "unknown_codec"),
    _fails("magicyuv.avi", "unknown_codec", "MagicYUV"),
    _fails("flv1.flv", "not_a_video", "Flash video", "unknown_codec"),
    _fails("flv1.avi", "unknown_codec", "Flash video in AVI"),
    _fails("wmv2.wmv", "not_a_video", "Windows Media", "unknown_codec"),
    _fails("wmv2.avi", "unknown_codec", "Windows Media in AVI"),
    _attacks("text.mp4", "text"),
    _attacks("document.mp4", "PDF"),
    _attacks("program.mp4", "ELF program"),
    _attacks("script.mp4", "PHP"),
    _attacks("drawing.mp4", "SVG that loads a picture and runs a script"),
    _attacks("page.mp4", "HTML with a script"),
    _attacks("zip_bomb.mp4", "zip that unfolds a thousandfold", "damaged"),
    _attacks("gzip_bomb.mp4", "gzip that unfolds a thousandfold", "damaged"),
    _attacks(
        "unfolding_index.mov", "compressed index that unfolds to 512 MB", "damaged", "too_complex"
    ),
]

REACHING_OUT = [
    _attacks("hls_file.mp4", "HLS that plays another upload by URL"),
    _attacks("hls_path.m3u8", "HLS that plays another upload by path"),
    _attacks("hls_connect.mp4", "HLS that connects to this machine"),
    _attacks("hls_connect.m3u8", "the same under its own name"),
    _attacks("hls_concat.mp4", "HLS that sends a file to this machine"),
    _attacks("hls_key.mp4", "HLS that fetches its key from this machine"),
    _attacks("dash.mp4", "DASH that reads and connects"),
    _attacks("ffconcat_file.mp4", "ffconcat that plays another upload"),
    _attacks("ffconcat_connect.mp4", "ffconcat that connects to this machine"),
    _attacks("sdp.mp4", "SDP that opens a stream on this machine"),
    _attacks("gab2_subtitles.avi", "AVI whose subtitles are a playlist", "damaged", "too_complex"),
    _attacks("reference_movie.mov", "MOV whose samples lie in another upload", "damaged"),
]

CASES = [
    *(*CONTAINERS, *PICTURES, *CODECS, *EXTRAS, *SOUND, *LIES),
    *(*DAMAGED, *OVERSIZED, *PRETENDERS, *REACHING_OUT),
]
