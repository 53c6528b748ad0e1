// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// What both pages need of WebRTC: an offer with all its candidates in it, its
// answer, and a codec.

import { postOffer } from './api.js';

const GATHERING_MS = 3000;

// Candidates may be slow to come; those that are there will do then.
export function gather(peer) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, GATHERING_MS);
    const look = () => {
      if (peer.iceGatheringState !== 'complete')
        return;
      clearTimeout(timer);
      resolve();
    };

    peer.addEventListener('icegatheringstatechange', look);
    look();
  });
}

// webrtc: as /api/me tells it.
export function makePeer(webrtc) {
  return new RTCPeerConnection({
    iceServers: Array.isArray(webrtc?.ice_servers) ? webrtc.ice_servers : [],
    bundlePolicy: 'max-bundle',
  });
}

// G.711 first where the server wants that; before the offer.
export function preferCodec(transceiver, codec) {
  const wanted = codec === 'pcmu' ? 'audio/PCMU' : 'audio/opus';
  const codecs = RTCRtpReceiver.getCapabilities?.('audio')?.codecs ?? [];
  const first = codecs.filter(({ mimeType }) => (
    mimeType.toLowerCase() === wanted.toLowerCase()));

  if (first.length > 0 && transceiver.setCodecPreferences)
    transceiver.setCodecPreferences([...first,
      ...codecs.filter((codec) => !first.includes(codec))]);
}

// Browsers that do not say that they take stereo mix it down.
export function askForStereo(sdp) {
  const type = /^a=rtpmap:(\d+) opus\//mi.exec(sdp)?.[1];

  return sdp.replace(new RegExp(`^a=fmtp:${type} .*$`, 'm'), (line) => (
    /[ ;]stereo=/.test(line) ? line : `${line};stereo=1`));
}

// Makes the offer, and takes the answer. What it gives back is the address by
// which the server ends it. stereo: both channels are wanted.
export async function exchange(peer, path, { stereo = false } = {}) {
  const offer = await peer.createOffer();

  await peer.setLocalDescription({
    type: 'offer', sdp: stereo ? askForStereo(offer.sdp) : offer.sdp,
  });
  await gather(peer);
  const { sdp, location } = await postOffer(path, peer.localDescription.sdp);

  if (peer.signalingState !== 'closed')
    await peer.setRemoteDescription({ type: 'answer', sdp });
  return location;
}

// Only an address of the same server, whatever an answer says.
export function pathOf(address) {
  try {
    const url = new URL(address, location.href);

    return url.origin === location.origin ? url.pathname : null;
  } catch {
    return null;
  }
}
