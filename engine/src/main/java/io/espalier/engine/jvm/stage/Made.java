package io.espalier.engine.jvm.stage;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What became of a layer.
 *
 * @param stage null where the data pass as they are
 * @param read which of its inputs it reads: what nothing reads is left out of the layers before
 */
public record Made(@Nullable Stage stage, boolean[] read) {
  /** A stage that reads all of its inputs. */
  public static Made readingAll(Stage stage, Place place) {
    boolean[] read = new boolean[place.in().size()];
    Arrays.fill(read, true);
    return new Made(stage, read);
  }
}
