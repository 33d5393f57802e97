package io.espalier.plan.treatment;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;

/**
 * Treatment {@code keep_trained}: θ_T ⊙ m, then the whole schedule with a fresh optimizer (the arm
 * "θ_T⊙m" of Liu et al. 2021 beside θ₀⊙m and a redrawn θ₀′⊙m). θ_T are the weights that the
 * training ended with whose weights were scored for the mask m; the dense training's where m was
 * made at initialisation.
 *
 * <p>In an arm with masks of its own that training is the arm's round before, and this is {@code
 * learning_rate_rewind: 0} to the bit. With {@code masks_from} it is the other arm's training, so
 * that each round is a single training away from the weights that the mask was made of, whereas
 * {@code learning_rate_rewind} and {@code finetune} go on from this arm's own round before.
 */
@AutoService(Descriptor.class)
public final class KeepTrained implements Treatment {
  @Override
  public String name() {
    return "keep_trained";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Keeps the weights that the mask was made of and goes through the whole schedule.";
  }

  @Override
  public Training plan(Round round) {
    TaskBuilder start = round.kept(round.scored());
    return round.train(start, round.arm().schedule(0, round.replicate().iterations()));
  }
}
