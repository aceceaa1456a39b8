"""Odd, but somebody's honest recording: these must play."""

import subprocess
from pathlib import Path

from PIL import Image

from .bench import (
    AAC,
    H264,
    PICTURE,
    SOUND,
    Bench,
    altered_recipe,
    ffmpeg_recipe,
    make_file,
    recipe,
    run_ffmpeg,
)
from .boxes import box, find

YUV = ["-pix_fmt", "yuv420p"]
BOTH = [*PICTURE, *SOUND]
SMALL = [*BOTH, *H264, *YUV, *AAC]
RECORDED_VP8 = ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "500k"]
RECORDED_VP9 = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "500k"]
OPUS = ["-c:a", "libopus", "-b:a", "64k"]
X265 = ["-c:v", "libx265", "-preset", "ultrafast", "-tag:v", "hvc1"]
FRAGMENTS = "frag_keyframe+empty_moov+default_base_moof"

ffmpeg_recipe("moov_last.mp4", *SMALL)
ffmpeg_recipe("silent.mp4", *PICTURE, *H264, *YUV)
altered_recipe("moov_first.mp4", then=("-c", "copy", "-movflags", "+faststart"))
altered_recipe("fragmented.mp4", then=("-c", "copy", "-movflags", FRAGMENTS))
altered_recipe("edit_list.mp4", "-ss", "0.5")
altered_recipe("mpegts_named.mp4", then=("-c", "copy", "-f", "mpegts"))
altered_recipe("wrapping_clock.ts", then=("-c", "copy", "-output_ts_offset", "95442.7"))
altered_recipe("timecode.mov", then=("-c", "copy", "-timecode", "01:00:00:00"))

for _turn in (90, 180, 270):
    altered_recipe(f"rotated_{_turn}.mp4", "-display_rotation", str(_turn))
altered_recipe("rotated_flipped.mp4", "-display_rotation", "90", "-display_hflip")
altered_recipe("flipped_across.mp4", "-display_hflip")
altered_recipe("flipped_down.mp4", "-display_vflip")

_PORTRAIT = ["-f", "lavfi", "-i", "testsrc2=size=240x320:rate=25:duration=2"]
ffmpeg_recipe("portrait.mp4", *_PORTRAIT, *H264, *YUV)
ffmpeg_recipe("anamorphic.mp4", *PICTURE, "-vf", "setsar=4/3", *H264, *YUV)
ffmpeg_recipe(
    "interlaced.mp4",
    *("-f", "lavfi", "-i", "testsrc2=size=320x240:rate=50:duration=2", *SOUND),
    *("-vf", "interlace", *H264, *YUV, "-flags", "+ilme+ildct", "-x264-params", "tff=1", *AAC),
)
_ODD = [*PICTURE, "-vf", "format=yuv444p,scale=321:241,setsar=1"]
ffmpeg_recipe("odd_size.webm", *_ODD, *RECORDED_VP9, *YUV)
ffmpeg_recipe("odd_size.mp4", *_ODD, *H264, "-pix_fmt", "yuv444p")
_REORDERED = ["-c:v", "libx264", "-preset", "veryfast", "-bf", "3", *YUV]
_SLOW = ["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=5:duration=2"]
ffmpeg_recipe("b_frames.mp4", *BOTH, *_REORDERED, *AAC)
ffmpeg_recipe("screen_5fps.mp4", *_SLOW, *_REORDERED)
ffmpeg_recipe("full_range.mp4", *PICTURE, *H264, "-pix_fmt", "yuvj420p", "-color_range", "pc")
ffmpeg_recipe("yuv444.mp4", *PICTURE, *H264, "-pix_fmt", "yuv444p")
ffmpeg_recipe("ten_bit.mp4", *PICTURE, *H264, "-pix_fmt", "yuv420p10le")


def _hdr(name: str, transfer: str) -> None:
    colours = ["-color_primaries", "bt2020", "-color_trc", transfer, "-colorspace", "bt2020nc"]
    marks = f"log-level=error:colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc"
    filters = ["-vf", f"format=yuv420p10le,setparams=color_trc={transfer}:color_primaries=bt2020"]
    ffmpeg_recipe(name, *BOTH, *filters, *X265, "-x265-params", marks, *colours, *AAC)


_hdr("hdr_pq.mp4", "smpte2084")
_hdr("hdr_hlg.mov", "arib-std-b67")

ffmpeg_recipe("prores.mov", *BOTH, "-c:v", "prores_ks", "-profile:v", "1", "-c:a", "pcm_s16le")
ffmpeg_recipe("pcm.mov", *BOTH, *H264, *YUV, "-c:a", "pcm_s16le")
ffmpeg_recipe("mjpeg.avi", *BOTH, "-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-c:a", "pcm_s16le")
ffmpeg_recipe("mpeg4.avi", *BOTH, "-c:v", "mpeg4", "-c:a", "libmp3lame")
ffmpeg_recipe("program_stream.mpg", *BOTH, "-c:v", "mpeg2video", "-c:a", "mp2", "-f", "vob")
ffmpeg_recipe("av1.mp4", *BOTH, "-c:v", "libsvtav1", "-preset", "12", *YUV, *AAC)
_SEE_THROUGH = "format=rgba,colorchannelmixer=aa=0.5,format=yuva420p"
ffmpeg_recipe("vp9_alpha.webm", *PICTURE, "-vf", _SEE_THROUGH, *RECORDED_VP9)
_UNEVEN = ["-vf", "select='lt(n,15)+not(mod(n,4))'", "-fps_mode", "vfr"]
ffmpeg_recipe("vfr.mp4", *BOTH, *_UNEVEN, *H264, *YUV, *AAC)
ffmpeg_recipe("surround.mp4", *BOTH, *H264, *YUV, "-ac", "6", *AAC)
_FAST = ["-f", "lavfi", "-i", "testsrc2=size=160x120:rate=1000:duration=1"]
ffmpeg_recipe("fps_1000.mp4", *_FAST, *H264, *YUV)

ffmpeg_recipe("sound_only.m4a", *SOUND, *AAC)
ffmpeg_recipe("sound_only.mp3", *SOUND, "-c:a", "libmp3lame")
ffmpeg_recipe("sound_only.wav", *SOUND)
ffmpeg_recipe("sound_only.mp4", *SOUND, *AAC)


def _recorded(name: str, *codecs: str, muxer: str = "webm") -> None:
    """As a browser's MediaRecorder writes: to a stream, so no duration and no index."""

    def make(bench: Bench, out: Path) -> None:
        inputs = SOUND if "-vn" in codecs else BOTH
        args = [*inputs, *codecs, "-f", muxer, "-live", "1", "-"]
        out.write_bytes(run_ffmpeg(*args, stdout=subprocess.PIPE))

    recipe(name)(make)


_recorded("recorder_vp8.webm", *RECORDED_VP8, *OPUS)
_recorded("recorder_vp9.webm", *RECORDED_VP9, *OPUS)
_recorded("recorder_h264.mkv", *H264, *YUV, *OPUS, muxer="matroska")
_recorded("recorder_sound.webm", "-vn", *OPUS)


@recipe("recorder_resize.webm")
def recorder_resize(bench: Bench, out: Path) -> None:
    """A phone that is turned, or a shared window that grows, while the browser records."""
    parts = [bench.folder / "part-small.webm", bench.folder / "part-large.webm"]
    for part, size in zip(parts, ("320x240", "640x360"), strict=True):
        source = f"testsrc2=size={size}:rate=25:duration=1"
        run_ffmpeg("-f", "lavfi", "-i", source, *RECORDED_VP8, part)
    listing = bench.side_file("list.txt", "".join(f"file '{part}'\n" for part in parts))
    bench.ffmpeg(out, "-f", "concat", "-safe", "0", "-i", listing, "-c", "copy")


def _transport(bench: Bench, name: str, size: str, offset: str) -> bytes:
    path = bench.folder / f"part-{name}.ts"
    source = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate=25:duration=1"]
    run_ffmpeg(*source, *H264, *YUV, "-output_ts_offset", offset, path)
    return path.read_bytes()


@recipe("resolution_change.ts")
def resolution_change(bench: Bench, out: Path) -> None:
    first = _transport(bench, "first", "320x240", "0")
    out.write_bytes(first + _transport(bench, "second", "640x360", "1"))


@recipe("backward_timestamps.ts")
def backward_timestamps(bench: Bench, out: Path) -> None:
    out.write_bytes(_transport(bench, "again", "320x240", "0") * 2)


@recipe("two_pictures.mp4")
def two_pictures(bench: Bench, out: Path) -> None:
    """A phone that films to the front and the back at once."""
    other = make_file("portrait.mp4", bench.folder, port=bench.port)
    bench.ffmpeg(out, "-i", bench.plain, "-i", other, "-map", "0", "-map", "1:v", "-c", "copy")


@recipe("late_sound.mp4")
def late_sound(bench: Bench, out: Path) -> None:
    song = make_file("sound_only.m4a", bench.folder, port=bench.port)
    bench.ffmpeg(out, "-i", bench.mute, "-itsoffset", "1", "-i", song, "-c", "copy")


@recipe("second_sound.mkv")
def second_sound(bench: Bench, out: Path) -> None:
    tracks = ["-map", "0:v", "-map", "0:a", "-map", "0:a"]
    codecs = ["-c:v", "copy", "-c:a:0", "wmav2", "-c:a:1", "copy"]
    bench.ffmpeg(out, "-i", bench.plain, *tracks, *codecs)


@recipe("script_subtitles.mkv")
def script_subtitles(bench: Bench, out: Path) -> None:
    lines = "1\n00:00:00,000 --> 00:00:01,500\n<script>alert(1)</script>\n"
    words = bench.side_file("words.srt", lines)
    bench.ffmpeg(out, "-i", bench.plain, "-i", words, "-c", "copy", "-c:s", "srt")


@recipe("script_subtitles.mp4")
def script_text_track(bench: Bench, out: Path) -> None:
    words = make_file("script_subtitles.mkv", bench.folder, port=bench.port)
    bench.ffmpeg(out, "-i", words, "-c", "copy", "-c:s", "mov_text")


@recipe("attachments.mkv")
def attachments(bench: Bench, out: Path) -> None:
    page = bench.side_file("page.html", "<script>alert(1)</script>")
    kind = ["-metadata:s:t", "mimetype=text/html"]
    bench.ffmpeg(out, "-i", bench.plain, "-c", "copy", "-attach", page, *kind)


@recipe("chapters.mp4")
def chapters(bench: Bench, out: Path) -> None:
    chapter = "[CHAPTER]\nTIMEBASE=1/1000\nSTART={}\nEND={}\ntitle=<img src=x onerror=alert(1)>\n"
    text = ";FFMETADATA1\n" + chapter.format(0, 1000) + chapter.format(1000, 2000)
    marks = bench.side_file("chapters.txt", text)
    bench.ffmpeg(out, "-i", bench.plain, "-i", marks, "-map_metadata", "1", "-c", "copy")


@recipe("telling_metadata.mp4")
def telling_metadata(bench: Bench, out: Path) -> None:
    """Where it was filmed, and a title that is a script."""
    told = ["-metadata", "location=+52.5200+013.4050/"]
    told += ["-metadata", "title=<script>alert(1)</script>"]
    bench.ffmpeg(out, "-i", bench.plain, "-c", "copy", *told)


altered_recipe(
    "protection_words.mp4",
    then=("-c", "copy", "-metadata", "title=encv enca sinf schm pssh senc tenc cenc drms"),
)


def _cover(bench: Bench) -> Path:
    path = bench.folder / "part-cover.png"
    Image.new("RGB", (200, 200), "teal").save(path)
    return path


_AS_COVER = ["-map", "0", "-map", "1", "-c", "copy", "-disposition:v:{}", "attached_pic"]


@recipe("cover_first.mp4")
def cover_first(bench: Bench, out: Path) -> None:
    """The cover's box moved before the tracks, so that it is the first stream."""
    option = [part.format(1) for part in _AS_COVER]
    bench.ffmpeg(out, "-i", bench.plain, "-i", _cover(bench), *option)
    data = out.read_bytes()
    (moov,) = find(data, "moov")
    (mvhd,), (udta,) = find(data, "moov/mvhd"), find(data, "moov/udta")
    parts = [data[mvhd.start - 8 : mvhd.stop], data[udta.start - 8 : udta.stop]]
    parts.append(data[mvhd.stop : udta.start - 8] + data[udta.stop : moov.stop])
    out.write_bytes(data[: moov.start - 8] + box(b"moov", *parts) + data[moov.stop :])


@recipe("sound_with_cover.m4a")
def sound_with_cover(bench: Bench, out: Path) -> None:
    song = make_file("sound_only.m4a", bench.folder, port=bench.port)
    option = [part.format(0) for part in _AS_COVER]
    bench.ffmpeg(out, "-i", song, "-i", _cover(bench), *option)


@recipe("sound_with_cover.mp3")
def tagged_song(bench: Bench, out: Path) -> None:
    song = make_file("sound_only.mp3", bench.folder, port=bench.port)
    option = [part.format(0) for part in _AS_COVER]
    bench.ffmpeg(out, "-i", song, "-i", _cover(bench), *option)


@recipe("html_tail.mp4")
def html_tail(bench: Bench, out: Path) -> None:
    out.write_bytes(bench.plain.read_bytes() + b"<html><script>alert(1)</script></html>" * 20)


@recipe("zip_tail.mp4")
def zip_tail(bench: Bench, out: Path) -> None:
    packed = make_file("zip_bomb.mp4", bench.folder, port=bench.port).read_bytes()
    out.write_bytes(bench.plain.read_bytes() + packed)
