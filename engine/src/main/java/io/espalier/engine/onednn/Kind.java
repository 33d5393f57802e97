package io.espalier.engine.onednn;

/** What a graph is for. */
enum Kind {
  /** Logits alone, normalised by the running statistics. */
  PREDICTION,

  /** Logits normalised by the batch, and the gradients of the parameters. */
  TRAINING,

  /** Logits as in a prediction, and the gradients of parameters, activations and inputs. */
  TRACE,

  /** The same gradients with logits as in training. */
  TRACE_BY_BATCH
}
