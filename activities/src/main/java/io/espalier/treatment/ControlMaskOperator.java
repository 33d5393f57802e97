package io.espalier.treatment;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.experiment.read.Settings;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.operator.ControlMaskParameters;
import io.espalier.operator.PruneResult;
import io.espalier.prune.MaskSummary;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.treatment.control.Control;

/**
 * Operator {@code control_mask}: another mask in the place of a mask, see {@link Control}. Each
 * round's control is drawn from that round's mask, so controls of successive rounds do not nest.
 */
@AutoService(Descriptor.class)
public final class ControlMaskOperator implements Operator<ControlMaskParameters> {
  @Override
  public String name() {
    return "control_mask";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Shuffles, inverts or redraws a mask, to compare it with.";
  }

  @Override
  public long outputBytes(Sizes sizes) {
    return sizes.weights();
  }

  @Override
  public Class<ControlMaskParameters> parameters() {
    return ControlMaskParameters.class;
  }

  @Override
  public PruneResult run(ControlMaskParameters parameters, StepContext context) {
    Control control;
    Record settings;
    try {
      control = control(parameters.control(), context.catalog());
      settings = Settings.of(control, parameters.controlSettings(), context.catalog());
    } catch (IllegalArgumentException e) {
      throw new FatalTaskException(e);
    }
    Mask mask = MaskFiles.read(context.input("mask"));
    Mask controlled = control.of(mask, context.random("mask-control"), settings);
    PruneResult result = MaskSummary.of(controlled);
    context.output(
        "mask", MaskFiles.KIND, Safetensors.MEDIA_TYPE, out -> MaskFiles.write(out, controlled));
    return result;
  }

  private static Control control(String name, Catalog catalog) {
    return catalog
        .find(Control.class, name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "control: "
                        + name
                        + " (expected one of: "
                        + String.join(", ", catalog.names(Control.class))
                        + ")"));
  }
}
