package io.espalier.data.split;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.data.DataFile;
import io.espalier.data.DataSet;
import io.espalier.data.Examples;
import io.espalier.data.split.SplitManifest.SplitFile;
import io.espalier.operator.SplitParameters;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses which examples train and which validate, their classes and values; see {@link
 * SplitParameters}.
 */
@AutoService(Descriptor.class)
public final class SplitOperator implements Operator<SplitParameters> {
  @Override
  public String name() {
    return "split";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Chooses which examples train and which validate, and what the network sees of them.";
  }

  @Override
  public Class<SplitParameters> parameters() {
    return SplitParameters.class;
  }

  @Override
  public @Nullable Object run(SplitParameters parameters, StepContext context) {
    DataSet set = find(context, parameters.data());
    List<SplitFile> files = files(set, context.inputDigests("data"));
    Examples examples = DataCache.get(set, files, DataCache.Part.TRAIN, context::file);
    byte[] labels = examples.labels();
    if (parameters.validation() < 0 || parameters.validation() >= labels.length) {
      throw new FatalTaskException(
          "validation: %d (expected: 0 to %d, so that %s keeps an example to train on)"
              .formatted(parameters.validation(), labels.length - 1, set.name()));
    }
    StratifiedSplit split =
        StratifiedSplit.of(labels, set.classes(), parameters.validation(), context.random("split"));
    int[] train = split.train();
    TrainingSelection selection = new TrainingSelection(labels, set.classes());
    if (parameters.longTail() != null) {
      train = selection.longTail(train, parameters.longTail());
    }
    if (parameters.subset() != null) {
      train = selection.subset(train, parameters.subset(), context.random("subset"));
    }
    String noise =
        parameters.labelNoise() == null
            ? null
            : ChangedLabels.format(
                selection.noise(train, parameters.labelNoise(), context.random("label-noise")));
    Normalisation normalisation =
        parameters.normalise() == null
            ? null
            : Normalisation.of(parameters.normalise(), examples, train);
    SplitManifest manifest =
        new SplitManifest(
            set.name(),
            set.version(),
            files,
            IndexRanges.format(train),
            IndexRanges.format(split.validation()),
            noise,
            normalisation);
    byte[] bytes = manifest.toBytes();
    context.output("split", "data-manifest", SplitManifest.MEDIA_TYPE, out -> out.write(bytes));
    context.log(
        "%s: %d examples to train on, %d to validate"
            .formatted(set.name(), train.length, split.validation().length));
    return null;
  }

  private static DataSet find(StepContext context, String name) {
    try {
      return context.catalog().get(DataSet.class, name);
    } catch (IllegalArgumentException e) {
      throw new FatalTaskException(e);
    }
  }

  private static List<SplitFile> files(DataSet set, List<String> digests) {
    List<DataFile> expected = set.files();
    if (digests.size() != expected.size()) {
      throw new FatalTaskException(
          "data: %d files (expected: %d for %s)"
              .formatted(digests.size(), expected.size(), set.name()));
    }
    List<SplitFile> files = new ArrayList<>();
    for (int i = 0; i < expected.size(); i++) {
      DataFile file = expected.get(i);
      if (file.sha256() != null && !file.sha256().equals(digests.get(i))) {
        throw new FatalTaskException(
            "%s: sha256 %s (expected: %s)".formatted(file.name(), digests.get(i), file.sha256()));
      }
      files.add(new SplitFile(file.name(), digests.get(i)));
    }
    return files;
  }
}
