package io.espalier.data.picture;

import io.espalier.data.DataFormatException;
import java.util.zip.Inflater;

/** The pixels of a PNG file: inflated to their exact length, unfiltered, as eight bits a sample. */
final class PngPixels {
  /** Column and row where each pass of an interlaced picture begins, and its steps. */
  private static final int[][] PASSES = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private static final int[] WHOLE = {0, 0, 1, 1};

  private final PngChunks chunks;
  private final PngHeader header;
  private final int plane;
  private final byte[] samples;

  PngPixels(PngChunks chunks) {
    this.chunks = chunks;
    this.header = chunks.header();
    this.plane = header.height() * header.width();
    this.samples = new byte[3 * plane];
  }

  /** The samples, {@code [3, height, width]}. */
  byte[] read() throws DataFormatException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(chunks.data());
      for (int[] pass : header.interlaced() ? PASSES : new int[][] {WHOLE}) {
        read(inflater, pass);
      }
      // Comes to the end of the stream, where its sum is checked.
      if (inflate(inflater, new byte[1], 0) > 0 || !inflater.finished()) {
        throw broken("more or less than the rows");
      }
    } catch (java.util.zip.DataFormatException e) {
      throw broken(String.valueOf(e.getMessage()));
    } finally {
      inflater.end();
    }
    return samples;
  }

  private void read(Inflater inflater, int[] pass)
      throws DataFormatException, java.util.zip.DataFormatException {
    int columns = (header.width() - pass[0] + pass[2] - 1) / pass[2];
    int rowBytes = header.rowBytes(columns);
    if (columns < 1) {
      return;
    }
    byte[] before = new byte[rowBytes];
    byte[] row = new byte[rowBytes];
    byte[] filter = new byte[1];
    for (int y = pass[1]; y < header.height(); y += pass[3]) {
      if (inflate(inflater, filter, 0) < 1 || inflate(inflater, row, 0) < rowBytes) {
        throw broken("cut off in row " + y);
      }
      unfilter(filter[0], row, before);
      for (int i = 0; i < columns; i++) {
        put(row, i, y * header.width() + pass[0] + i * pass[2]);
      }
      byte[] swap = before;
      before = row;
      row = swap;
    }
  }

  /** Fills the rest of the array, and answers how much of it is filled. */
  private static int inflate(Inflater inflater, byte[] into, int from)
      throws java.util.zip.DataFormatException {
    int done = from;
    while (done < into.length) {
      int read = inflater.inflate(into, done, into.length - done);
      if (read == 0) {
        break;
      }
      done += read;
    }
    return done;
  }

  private void unfilter(int filter, byte[] row, byte[] before) throws DataFormatException {
    int step = header.pixelBytes();
    for (int i = 0; i < row.length; i++) {
      int left = i < step ? 0 : row[i - step] & 0xff;
      int up = before[i] & 0xff;
      int corner = i < step ? 0 : before[i - step] & 0xff;
      row[i] +=
          (byte)
              switch (filter) {
                case 0 -> 0;
                case 1 -> left;
                case 2 -> up;
                case 3 -> (left + up) / 2;
                case 4 -> paeth(left, up, corner);
                default -> throw broken("filter " + filter);
              };
    }
  }

  private static int paeth(int left, int up, int corner) {
    int guess = left + up - corner;
    int toLeft = Math.abs(guess - left);
    int toUp = Math.abs(guess - up);
    int toCorner = Math.abs(guess - corner);
    if (toLeft <= toUp && toLeft <= toCorner) {
      return left;
    }
    return toUp <= toCorner ? up : corner;
  }

  private void put(byte[] row, int pixel, int at) throws DataFormatException {
    int first = pixel * header.channels();
    boolean coloured = (header.colour() & 2) != 0;
    for (int channel = 0; channel < 3; channel++) {
      int sample;
      if (header.hasPalette()) {
        int index = 3 * bits(row, first);
        if (index >= chunks.palette().length) {
          throw new DataFormatException(
              chunks.file(), "palette", "colour " + index / 3, chunks.palette().length / 3);
        }
        sample = chunks.palette()[index + channel];
      } else {
        sample = sample(row, coloured ? first + channel : first);
      }
      samples[channel * plane + at] = (byte) sample;
    }
  }

  /** A sample scaled to eight bits: exact up to eight, of sixteen the upper ones. */
  private int sample(byte[] row, int index) {
    return switch (header.depth()) {
      case 16 -> row[2 * index];
      case 8 -> row[index];
      default -> bits(row, index) * (255 / ((1 << header.depth()) - 1));
    };
  }

  private int bits(byte[] row, int index) {
    int depth = header.depth();
    int bit = index * depth;
    return (row[bit / 8] >> (8 - depth - bit % 8)) & ((1 << depth) - 1);
  }

  private DataFormatException broken(String how) {
    return new DataFormatException(chunks.file(), "image data", "whole rows", "broken: " + how);
  }
}
