package io.espalier.engine.dl4j;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A native array of floats and its values for plain Java: the array's own memory, or a copy where
 * the array lies on a card. Only {@link #upload} and {@link #download} bring the two together. A
 * view of memory is only valid as long as the array is reachable.
 *
 * @param array row-major
 * @param values as many as the array has
 * @param copies whether the values are a copy
 */
record HostArray(INDArray array, FloatBuffer values, boolean copies) {
  /** A new array, outside of any workspace, of unspecified content. */
  static HostArray create(boolean copies, long... shape) {
    INDArray array = Nd4j.createUninitializedDetached(DataType.FLOAT, shape);
    FloatBuffer values =
        copies ? FloatBuffer.allocate(Math.toIntExact(array.length())) : array.data().asNioFloat();
    return new HostArray(array, values, copies);
  }

  /** Brings the values to the array. */
  void upload() {
    if (copies) {
      array.data().asNioFloat().put(0, values, 0, values.capacity());
      // The array's memory on the card is out of date from here on.
      Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
    }
  }

  /** Brings the array to the values; waits for what is still being computed. */
  void download() {
    if (copies) {
      // Asking for the memory brings it up to date.
      values.put(0, array.data().asNioFloat(), 0, values.capacity());
    }
  }
}
