package io.espalier.engine.jvm.stage;

import io.espalier.engine.flat.RunningStatistics;
import io.espalier.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/** Where a layer stands in a network that is being built, and what its stage is made from. */
public interface Place {
  /** What the layer gets. */
  Image in();

  /** What it gives. */
  Image out();

  /** Its number among the network's nodes: what it draws random numbers by. */
  int node();

  /** Whether its inputs are the data and nothing asks for their gradient. */
  boolean first();

  /** Whether nothing else reads its inputs, so that it may work in their place. */
  boolean alone();

  /** Which of its outputs something reads. */
  boolean[] read();

  /** The arithmetic. */
  Kernels kernels();

  /** The flags of the mask for a parameter of this name, null where it prunes nothing of it. */
  boolean @Nullable [] kept(String name);

  /**
   * A parameter, held in full.
   *
   * @param name with the layer's own in front: {@code fc1.weight}
   */
  Parameter parameter(String name);

  /** A pruned parameter of which the survivors alone are held. */
  Parameter survivors(String name);

  /** Room that all stages of a network share, for what a stage needs within one call alone. */
  Buffer scratch();

  /** Takes a batch norm's statistics into the state of the network. */
  void keep(RunningStatistics statistics);
}
