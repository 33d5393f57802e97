package io.espalier.train;

import io.espalier.data.split.Subset;
import io.espalier.engine.Session;

/** Puts the examples of a subset through a network. */
public final class Predictor {
  /** Fixed, since the size of a matrix product may decide about its last bits. */
  private static final int CHUNK = 250;

  private Predictor() {}

  /**
   * Logits of every example, {@code [count, classes]} row-major.
   *
   * @param afterChunk called every few hundred examples, for signs of life
   */
  public static float[] logits(Session session, Subset subset, int classes, Runnable afterChunk) {
    float[] logits = new float[Math.multiplyExact(subset.count(), classes)];
    for (int from = 0; from < subset.count(); from += CHUNK) {
      int count = Math.min(CHUNK, subset.count() - from);
      float[] part = session.predict(subset.inputs(from, count), count);
      System.arraycopy(part, 0, logits, from * classes, count * classes);
      afterChunk.run();
    }
    return logits;
  }
}
