package io.espalier.step;

import io.espalier.catalog.OperatorDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A kind of task with its code. Annotate an implementation with
 * {@code @AutoService(Descriptor.class)} and name it in a Dag; nothing else has to know it.
 *
 * @param <P> its parameters
 */
public interface Operator<P extends Record> extends OperatorDescriptor {
  @Override
  Class<P> parameters();

  /**
   * Computes the step. Bytes are written through the context; what is returned becomes the task's
   * result (XCom {@code return_value}) as JSON, so keep it small.
   *
   * @throws FatalTaskException when trying again cannot help
   * @throws SkipTaskException when the task is to be marked skipped
   * @throws StoppedException when the context asked to stop and a checkpoint was made
   */
  @Nullable Object run(P parameters, StepContext context) throws Exception;
}
