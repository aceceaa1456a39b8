"""What ffmpeg may open. The rest of its hundreds of parsers stays disabled."""

DEMUXERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mp3,wav,w64,ogg,flac,aac,aiff,caf,amr"
)

_PICTURE = "h264 hevc vp8 vp9 av1 mpeg4 mjpeg prores mpeg2video mpeg1video h263 dvvideo dnxhd"

_SOUND = (
    "aac aac_latm mp3 mp2 opus vorbis flac alac ac3 eac3 amr_nb amr_wb adpcm_ima_qt "
    "adpcm_ima_wav adpcm_ms pcm_s16le pcm_s16be pcm_s24le pcm_s24be pcm_s32le pcm_s32be "
    "pcm_f32le pcm_f32be pcm_f64le pcm_f64be pcm_u8 pcm_s8 pcm_alaw pcm_mulaw"
)

VIDEO_CODECS = frozenset(_PICTURE.split())
AUDIO_CODECS = frozenset(_SOUND.split())

_OTHER_DECODERS = (
    "libdav1d libaom-av1 libvpx libvpx-vp9 mp3float mp2float libopus libvorbis amrnb amrwb "
    "libopencore_amrnb libopencore_amrwb"
)
_SUBTITLES = "mov_text srt subrip ass ssa webvtt"
"""Never decoded, but a harmless file that contains them must still open."""

DECODERS = ",".join(
    [*sorted(VIDEO_CODECS | AUDIO_CODECS), *_OTHER_DECODERS.split(), *_SUBTITLES.split()]
)

PROBE_BYTES = 20_000_000

GUARDS = {
    "protocol_whitelist": "file",
    "format_whitelist": DEMUXERS,
    "codec_whitelist": DECODERS,
    "probesize": str(PROBE_BYTES),
    "analyzeduration": str(PROBE_BYTES),
}
