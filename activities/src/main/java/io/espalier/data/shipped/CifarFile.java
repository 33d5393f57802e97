package io.espalier.data.shipped;

import io.espalier.data.DataFormatException;
import io.espalier.data.DataInput;
import io.espalier.data.Examples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads CIFAR's binary files, plain or gzip: records of one or two label bytes and 3 × 32 × 32
 * pixels, red, green and blue plane, row-major.
 */
public final class CifarFile {
  private static final int[] SHAPE = {3, 32, 32};

  /** CIFAR-100's coarse classes, whose byte comes first. */
  private static final int COARSE = 20;

  private static final int PIXELS = 3 * 32 * 32;

  private CifarFile() {}

  /**
   * The examples of several files, in order.
   *
   * @param records records in each file
   * @param labelBytes label bytes of a record: 1 for CIFAR-10, 2 for CIFAR-100; the last one, which
   *     is the fine class, counts
   * @throws DataFormatException when a file is not exactly as long as its records, or a label is
   *     out of range
   */
  public static Examples read(List<Path> files, int records, int labelBytes, int classes)
      throws IOException {
    int recordBytes = labelBytes + PIXELS;
    for (Path file : files) {
      try (DataInput in = DataInput.open(file)) {
        in.expectTotal((long) records * recordBytes);
      }
    }
    int count = Math.multiplyExact(files.size(), records);
    byte[] pixels = new byte[Math.multiplyExact(count, PIXELS)];
    byte[] labels = new byte[count];
    int example = 0;
    for (Path file : files) {
      try (DataInput in = DataInput.open(file)) {
        byte[] record = new byte[recordBytes];
        for (int i = 0; i < records; i++, example++) {
          in.readFully(record);
          if (labelBytes == 2 && (record[0] & 0xff) >= COARSE) {
            throw new DataFormatException(
                file, "coarse label of record " + i, "0 to " + (COARSE - 1), record[0] & 0xff);
          }
          int label = record[labelBytes - 1] & 0xff;
          if (label >= classes) {
            throw new DataFormatException(
                file, "label of record " + i, "0 to " + (classes - 1), label);
          }
          labels[example] = (byte) label;
          System.arraycopy(record, labelBytes, pixels, example * PIXELS, PIXELS);
        }
        in.expectEnd();
      }
    }
    return new Examples(SHAPE, pixels, labels);
  }
}
