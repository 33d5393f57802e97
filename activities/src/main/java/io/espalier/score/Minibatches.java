package io.espalier.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Examples in batches of another size, in their order. */
final class Minibatches {
  private Minibatches() {}

  /**
   * Whole batches of a size; what is left of the examples makes none, unless it is all there is.
   *
   * @param size null for the batches as they are
   */
  static Iterable<ScoringBatch> of(Iterable<ScoringBatch> given, @Nullable Integer size) {
    return size == null ? given : () -> new Cut(given.iterator(), size);
  }

  private static final class Cut implements Iterator<ScoringBatch> {
    private final Iterator<ScoringBatch> given;
    private final int size;
    private final List<float[]> inputs = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();
    private boolean any;

    Cut(Iterator<ScoringBatch> given, int size) {
      this.given = given;
      this.size = size;
    }

    @Override
    public boolean hasNext() {
      while (labels.size() < size && given.hasNext()) {
        ScoringBatch next = given.next();
        int each = next.inputs().length / next.labels().length;
        for (int i = 0; i < next.labels().length; i++) {
          inputs.add(Arrays.copyOfRange(next.inputs(), i * each, (i + 1) * each));
          labels.add(next.labels()[i]);
        }
      }
      return labels.size() >= size || (!any && !labels.isEmpty());
    }

    @Override
    public ScoringBatch next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      any = true;
      int count = Math.min(size, labels.size());
      int each = inputs.get(0).length;
      float[] batch = new float[count * each];
      int[] classes = new int[count];
      for (int i = 0; i < count; i++) {
        System.arraycopy(inputs.get(i), 0, batch, i * each, each);
        classes[i] = labels.get(i);
      }
      inputs.subList(0, count).clear();
      labels.subList(0, count).clear();
      return new ScoringBatch(batch, classes);
    }
  }
}
