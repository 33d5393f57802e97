package io.espalier.importance;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Sums over minibatches of what was seen of each unit, by layer. */
final class UnitChanges {
  private final List<double[]> changes = new ArrayList<>();
  private final List<double[]> sizes = new ArrayList<>();
  private long batches;

  /**
   * Nothing yet.
   *
   * @param units of each layer
   */
  UnitChanges(List<Integer> units) {
    for (int count : units) {
      changes.add(new double[count]);
      sizes.add(new double[count]);
    }
  }

  /** Adds the changes of the mean loss of a minibatch, one array a layer. */
  void add(List<double[]> ofBatch) {
    for (int layer = 0; layer < ofBatch.size(); layer++) {
      for (int unit = 0; unit < ofBatch.get(layer).length; unit++) {
        double change = ofBatch.get(layer)[unit];
        changes.get(layer)[unit] += change;
        sizes.get(layer)[unit] += Math.abs(change);
      }
    }
    batches++;
  }

  /** Minibatches so far. */
  long batches() {
    return batches;
  }

  /** Mean over the minibatches of the change. */
  double change(int layer, int unit) {
    return changes.get(layer)[unit] / batches;
  }

  /** Mean over the minibatches of the absolute change. */
  double size(int layer, int unit) {
    return sizes.get(layer)[unit] / batches;
  }

  void writeTo(OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    data.writeLong(batches);
    for (int layer = 0; layer < changes.size(); layer++) {
      for (int unit = 0; unit < changes.get(layer).length; unit++) {
        data.writeDouble(changes.get(layer)[unit]);
        data.writeDouble(sizes.get(layer)[unit]);
      }
    }
    data.flush();
  }

  /** Takes over what {@link #writeTo} has written, of as many units. */
  void readFrom(byte[] bytes) {
    try (DataInputStream data = new DataInputStream(new ByteArrayInputStream(bytes))) {
      batches = data.readLong();
      for (int layer = 0; layer < changes.size(); layer++) {
        for (int unit = 0; unit < changes.get(layer).length; unit++) {
          changes.get(layer)[unit] = data.readDouble();
          sizes.get(layer)[unit] = data.readDouble();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
