package io.espalier.data.picture;

import io.espalier.data.DataFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What the markers of a JPEG file say before its first scan, as far as the meaning of the samples
 * hangs on it.
 *
 * @param components ids of the components, one to four
 * @param jfif whether the file calls itself JFIF
 * @param adobeTransform Adobe's note on the colours: 0 none, 1 YCbCr, 2 YCCK; −1 without one
 */
record JpegMarkers(int height, int width, int[] components, boolean jfif, int adobeTransform) {
  private static final byte MARKER = (byte) 0xff;
  private static final int[] RGB_IDS = {'R', 'G', 'B'};

  /** What the samples are. */
  enum Colours {
    GREY,
    RGB,
    YCBCR,
    CMYK,
    YCCK
  }

  static JpegMarkers of(Path file, byte[] bytes) throws DataFormatException {
    ByteBuffer in = ByteBuffer.wrap(bytes).position(2);
    boolean jfif = false;
    int adobe = -1;
    ByteBuffer frame = null;
    while (true) {
      int start = in.position();
      if (in.remaining() < 4 || in.get() != MARKER) {
        throw new DataFormatException(file, "byte " + start, "a JPEG marker", "none");
      }
      int marker = in.get() & 0xff;
      if (marker == 0xff) {
        // Any number of them may fill the space before a marker.
        in.position(start + 1);
        continue;
      }
      int length = (in.getShort() & 0xffff) - 2;
      if (length < 0 || length > in.remaining()) {
        throw new DataFormatException(file, "marker at byte " + start, "whole", "cut off");
      }
      ByteBuffer content = in.slice(in.position(), length);
      in.position(in.position() + length);
      if (marker == 0xda) {
        break;
      } else if (marker == 0xe0 && length >= 14 && startsWith(content, "JFIF\0")) {
        jfif = true;
      } else if (marker == 0xee && length >= 12 && startsWith(content, "Adobe")) {
        adobe = content.get(11) & 0xff;
      } else if (marker >= 0xc0 && marker <= 0xcf && (marker % 4 != 0 || marker == 0xc0)) {
        frame = content;
      }
    }
    if (frame == null
        || frame.remaining() < 6
        || frame.remaining() < 6 + 3 * (frame.get(5) & 0xff)) {
      throw new DataFormatException(file, "frame", "a whole one before the scan", "none");
    }
    int[] components = new int[frame.get(5) & 0xff];
    for (int i = 0; i < components.length; i++) {
      components[i] = frame.get(6 + 3 * i) & 0xff;
    }
    int height = frame.getShort(1) & 0xffff;
    return new JpegMarkers(height, frame.getShort(3) & 0xffff, components, jfif, adobe);
  }

  /**
   * What the samples are, by the rules of the Independent JPEG Group's library, which most programs
   * decode with.
   */
  Colours colours(Path file) throws DataFormatException {
    boolean namedRgb = adobeTransform < 0 && Arrays.equals(components, RGB_IDS);
    return switch (components.length) {
      case 1 -> Colours.GREY;
      case 3 -> (namedRgb || adobeTransform == 0) && !jfif ? Colours.RGB : Colours.YCBCR;
      case 4 -> adobeTransform > 0 ? Colours.YCCK : Colours.CMYK;
      default -> throw new DataFormatException(file, "components", "1, 3 or 4", components.length);
    };
  }

  private static boolean startsWith(ByteBuffer content, String text) {
    byte[] start = new byte[text.length()];
    content.duplicate().get(start);
    return Arrays.equals(start, text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
