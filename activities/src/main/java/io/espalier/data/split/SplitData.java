package io.espalier.data.split;

import io.espalier.data.DataSet;
import io.espalier.data.Examples;
import io.espalier.data.split.DataCache.Part;
import io.espalier.step.FatalTaskException;
import io.espalier.step.StepContext;
import java.util.Map;
import java.util.stream.IntStream;

/** The examples of a {@code split} artifact. Read on first use and shared in the process. */
public final class SplitData {
  private final DataSet set;
  private final SplitManifest split;
  private final StepContext context;
  private final InputValues values;

  private SplitData(DataSet set, SplitManifest split, StepContext context) {
    this.set = set;
    this.split = split;
    this.context = context;
    this.values = InputValues.of(split.normalisation());
  }

  /**
   * The data of a step, through its input {@code split}.
   *
   * @throws FatalTaskException when the split was made by another version of the data set
   */
  public static SplitData of(StepContext context) {
    SplitManifest split = SplitManifest.of(context.input("split"));
    DataSet set = context.catalog().get(DataSet.class, split.data());
    if (set.version() != split.version()) {
      throw new FatalTaskException(
          "split: made by version %d of data set %s (expected: %d); start a new run"
              .formatted(split.version(), set.name(), set.version()));
    }
    return new SplitData(set, split, context);
  }

  /** Number of classes. */
  public int classes() {
    return set.classes();
  }

  /** Examples to train on. */
  public Subset train() {
    Examples examples = examples(Part.TRAIN);
    Map<Integer, Integer> labels =
        split.labels() == null
            ? Map.of()
            : ChangedLabels.parse(split.labels(), examples.count(), set.classes());
    return new Subset(examples, IndexRanges.parse(split.train(), examples.count()), values, labels);
  }

  /** Examples held out to choose by; may be empty. */
  public Subset validation() {
    Examples examples = examples(Part.TRAIN);
    return new Subset(
        examples, IndexRanges.parse(split.validation(), examples.count()), values, Map.of());
  }

  /** The test examples, all of them: for evaluation alone. */
  public Subset test() {
    Examples examples = examples(Part.TEST);
    return new Subset(examples, IntStream.range(0, examples.count()).toArray(), values, Map.of());
  }

  private Examples examples(Part part) {
    return DataCache.get(set, split.files(), part, context::file);
  }
}
