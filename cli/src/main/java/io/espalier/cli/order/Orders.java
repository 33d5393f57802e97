package io.espalier.cli.order;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** All orders that the owner of a store carries out. */
public final class Orders {
  private static final List<Order<?>> ALL = List.of(FsckOrder.ORDER, RepairOrder.ORDER);

  private Orders() {}

  /** The order of this name, or null. */
  public static @Nullable Order<?> named(String name) {
    return ALL.stream().filter(order -> order.name().equals(name)).findFirst().orElse(null);
  }
}
