package io.espalier.data.split;

import io.espalier.operator.SplitParameters;
import io.espalier.operator.SplitParameters.LongTailParameters;
import io.espalier.operator.SplitParameters.SubsetParameters;
import io.espalier.random.RandomSource;
import io.espalier.step.FatalTaskException;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Which of the examples left by the split train, and which of them get a wrong class. */
final class TrainingSelection {
  private final byte[] labels;
  private final int classes;

  TrainingSelection(byte[] labels, int classes) {
    this.labels = labels;
    this.classes = classes;
  }

  /**
   * A long tail: of class c of C the first ⌊n·f^(c/(C−1)) + 10⁻⁹⌋ examples in the order of the
   * file.
   *
   * @param train ascending
   */
  int[] longTail(int[] train, LongTailParameters tail) {
    int[] there = sizes(train);
    int largest = tail.largest() == null ? Arrays.stream(there).max().orElse(0) : tail.largest();
    int[] wanted = longTail(largest, tail.factor(), classes);
    for (int c = 0; c < classes; c++) {
      if (wanted[c] < 1 || wanted[c] > there[c]) {
        throw new FatalTaskException(
            "long_tail: %d examples of class %d (expected: 1 to %d, those that are left to train on)"
                .formatted(wanted[c], c, there[c]));
      }
    }
    int[] taken = new int[classes];
    return Arrays.stream(train).filter(i -> taken[label(i)]++ < wanted[label(i)]).toArray();
  }

  /** Sizes of the classes of a long tail. */
  static int[] longTail(int largest, double factor, int classes) {
    int[] sizes = new int[classes];
    for (int c = 0; c < classes; c++) {
      double power = classes == 1 ? 0 : (double) c / (classes - 1);
      sizes[c] = (int) StrictMath.floor(largest * StrictMath.pow(factor, power) + 1e-9);
    }
    return sizes;
  }

  /**
   * A subset in which every class keeps its share. Under one seed a smaller subset lies within a
   * larger one, but for the rounding of shares.
   *
   * @param train ascending
   */
  int[] subset(int[] train, SubsetParameters subset, RandomSource random) {
    int count = subset.of(train.length);
    if (count < 1 || count > train.length) {
      throw new FatalTaskException(
          "subset: %d examples (expected: 1 to %d, those that are left to train on)"
              .formatted(count, train.length));
    }
    int[] quotas = StratifiedSplit.quotas(sizes(train), count);
    boolean[] taken = new boolean[labels.length];
    for (int c = 0; c < classes; c++) {
      int label = c;
      int[] members = Arrays.stream(train).filter(i -> label(i) == label).toArray();
      int[] order = random.at(c).permutation(members.length);
      for (int i = 0; i < quotas[c]; i++) {
        taken[members[order[i]]] = true;
      }
    }
    return Arrays.stream(train).filter(i -> taken[i]).toArray();
  }

  /**
   * Wrong classes for exactly {@code HALF_EVEN(part × examples)} of the examples, each of the other
   * classes equally likely.
   *
   * @return the new class by example
   */
  SortedMap<Integer, Integer> noise(int[] train, double part, RandomSource random) {
    if (!(part >= 0 && part <= 1) || classes < 2) {
      throw new FatalTaskException(
          "label_noise: %s of %d classes (expected: 0 to 1 of at least 2)"
              .formatted(part, classes));
    }
    int count = SplitParameters.part(part, train.length);
    int[] order = random.at("examples").permutation(train.length);
    SortedMap<Integer, Integer> changed = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      int example = train[order[i]];
      int other = (int) (random.at("classes").uniform(example) * (classes - 1));
      changed.put(example, other < label(example) ? other : other + 1);
    }
    return changed;
  }

  private int[] sizes(int[] examples) {
    int[] sizes = new int[classes];
    IntStream.of(examples).forEach(i -> sizes[label(i)]++);
    return sizes;
  }

  private int label(int example) {
    return labels[example] & 0xff;
  }
}
