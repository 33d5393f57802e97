package io.espalier.experiment;

import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.operator.SplitParameters.NormaliseParameters;
import java.util.List;

/** What the network sees in place of values from 0 to 1. */
public sealed interface NormaliseConfig {
  /** The form that the split operator takes. */
  NormaliseParameters parameters();

  /** Mean 0 and standard deviation 1 in each channel of the training examples. */
  @Doc(
      "Each channel less its mean, divided by its standard deviation, both over the training"
          + " examples of the replicate: validation and test examples have no say.")
  record Channels() implements NormaliseConfig {
    @Override
    public NormaliseParameters parameters() {
      return new NormaliseParameters("channels", null, null);
    }
  }

  /**
   * As {@link Channels} with values that are known, such as 0.1307 and 0.3081 for MNIST.
   *
   * @param mean one number a channel
   * @param sd one number a channel
   */
  @Doc("Each channel less a given mean, divided by a given standard deviation.")
  record Given(
      @Doc("Mean of each channel, of values from 0 to 1.") @Range(min = 0, max = 1)
          List<Double> mean,
      @Doc("Standard deviation of each channel.") @Range(min = 0, above = true, max = 1)
          List<Double> sd)
      implements NormaliseConfig {
    public Given {
      mean = List.copyOf(mean);
      sd = List.copyOf(sd);
    }

    @Override
    public NormaliseParameters parameters() {
      return new NormaliseParameters("given", mean, sd);
    }
  }

  /** Every example on the unit sphere. */
  @Doc("Each example divided by its Euclidean length.")
  record UnitLength() implements NormaliseConfig {
    @Override
    public NormaliseParameters parameters() {
      return new NormaliseParameters("unit_length", null, null);
    }
  }
}
