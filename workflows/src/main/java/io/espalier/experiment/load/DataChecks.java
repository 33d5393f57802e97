package io.espalier.experiment.load;

import io.espalier.catalog.DataSetDescriptor;
import io.espalier.experiment.Complaint;
import io.espalier.experiment.DataConfig;
import io.espalier.experiment.NormaliseConfig;
import io.espalier.experiment.SubsetConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must hold between data settings and the data set. */
final class DataChecks {
  private static final String PATH = "data";

  private final DataSetDescriptor set;
  private final Complaint failure;

  DataChecks(DataSetDescriptor set, Complaint failure) {
    this.set = set;
    this.failure = failure;
  }

  void check(DataConfig data) {
    if (data.validation() >= set.trainExamples()) {
      fail(
          ".validation",
          String.valueOf(data.validation()),
          "fewer than the " + set.trainExamples() + " training examples of " + set.name());
    }
    int left = set.trainExamples() - data.validation();
    DataConfig.LongTail tail = data.longTail();
    if (tail != null && tail.largest() != null && tail.largest() > left) {
      fail(".long_tail.largest", String.valueOf(tail.largest()), "at most " + left(left));
    }
    subset(data.subset(), left);
    if (data.normalise() instanceof NormaliseConfig.Given given) {
      channels("mean", given.mean());
      channels("sd", given.sd());
    }
  }

  private void subset(@Nullable SubsetConfig subset, int left) {
    if (subset instanceof SubsetConfig.Count count && count.examples() > left) {
      fail(".subset.count", String.valueOf(count.examples()), "at most " + left(left));
    }
    if (subset instanceof SubsetConfig.Fraction fraction && subset.parameters().of(left) < 1) {
      fail(".subset.fraction", String.valueOf(fraction.of()), "one example of " + left(left));
    }
  }

  private static String left(int left) {
    return "the " + left + " examples that are left to train on";
  }

  private void channels(String key, List<Double> values) {
    int channels = set.shape().get(0);
    if (values.size() != channels) {
      fail(
          ".normalise.given." + key,
          values.size() + " numbers",
          channels + ", one for each channel of " + set.name());
    }
  }

  private void fail(String path, String got, String expected) {
    failure.fail(PATH + path, got, expected);
  }
}
