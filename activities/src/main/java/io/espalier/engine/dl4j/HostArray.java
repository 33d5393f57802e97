package io.espalier.engine.dl4j;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A native array of floats with a view on its memory for plain Java. The view is only valid as long
 * as the array is reachable.
 *
 * @param array row-major
 */
record HostArray(INDArray array, FloatBuffer values) {
  /** A new array, outside of any workspace, of unspecified content. */
  static HostArray create(long... shape) {
    return of(Nd4j.createUninitializedDetached(DataType.FLOAT, shape));
  }

  /** A view of a row-major array's memory. */
  static HostArray of(INDArray array) {
    FloatBuffer values = array.data().pointer().asByteBuffer().asFloatBuffer();
    return new HostArray(array, values);
  }
}
