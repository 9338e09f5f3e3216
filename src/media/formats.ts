/**
 * The containers that ytdub reads, by ffmpeg's names, joined by commas: those that hold their own sound. Playlists and
 * manifests (hls, dash, concat, sdp, image sequences …), which name other files and addresses, are not among them.
 */
export function readableFormats(): string {
  return [WITH_PICTURES, FRAMED_AUDIO, PLAIN_AUDIO].join(',')
}

const WITH_PICTURES = 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,asf,flv,mpeg,mpegts,mxf,nut,rm,swf,dv,gxf'
const FRAMED_AUDIO = 'mp3,aac,loas,ac3,eac3,dts,dtshd,truehd,mlp,ogg,oga,amr,amrnb,amrwb,gsm,mpc,mpc8,oma,xwma,aa,spdif'
const PLAIN_AUDIO = 'wav,w64,aiff,au,caf,flac,ape,wv,tta,tak,shn,voc,nistsphere,ircam,iff,dsf'
