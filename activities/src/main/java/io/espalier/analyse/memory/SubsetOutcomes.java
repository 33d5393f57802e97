package io.espalier.analyse.memory;

import io.espalier.tensor.Flags;
import io.espalier.tensor.Safetensors;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What trainings on subsets gave, as a file of {@code BOOL} tensors.
 *
 * @param drawn which training examples each training was on, {@code [trainings][n]}
 * @param train of which of them it names the class, {@code [trainings][n]}
 * @param test of which test examples it does, {@code [trainings][examples]}
 */
record SubsetOutcomes(List<boolean[]> drawn, List<boolean[]> train, List<boolean[]> test) {
  SubsetOutcomes {
    drawn = List.copyOf(drawn);
    train = List.copyOf(train);
    test = List.copyOf(test);
  }

  /** None yet. */
  static SubsetOutcomes none() {
    return new SubsetOutcomes(List.of(), List.of(), List.of());
  }

  /** These, and those of further trainings. */
  SubsetOutcomes with(SubsetOutcomes further) {
    return new SubsetOutcomes(
        joined(drawn, further.drawn), joined(train, further.train), joined(test, further.test));
  }

  private static List<boolean[]> joined(List<boolean[]> one, List<boolean[]> other) {
    List<boolean[]> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }

  void writeTo(OutputStream out) throws IOException {
    Safetensors.writeFlags(
        out, Map.of("drawn", flags(drawn), "train", flags(train), "test", flags(test)));
  }

  private static Flags flags(List<boolean[]> rows) {
    int width = rows.get(0).length;
    boolean[] all = new boolean[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, all, i * width, width);
    }
    return new Flags(new int[] {rows.size(), width}, all);
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException when it is none
   */
  static SubsetOutcomes read(byte[] bytes) {
    SortedMap<String, Flags> tensors = Safetensors.readFlags(bytes);
    return new SubsetOutcomes(
        rows(tensors, "drawn"), rows(tensors, "train"), rows(tensors, "test"));
  }

  private static List<boolean[]> rows(SortedMap<String, Flags> tensors, String name) {
    Flags flags = tensors.get(name);
    if (flags == null || flags.shape().length != 2) {
      throw new IllegalArgumentException("outcomes: no " + name + " [trainings, examples]");
    }
    int width = flags.shape()[1];
    List<boolean[]> rows = new ArrayList<>();
    for (int i = 0; i < flags.shape()[0]; i++) {
      boolean[] row = new boolean[width];
      System.arraycopy(flags.data(), i * width, row, 0, width);
      rows.add(row);
    }
    return rows;
  }
}
