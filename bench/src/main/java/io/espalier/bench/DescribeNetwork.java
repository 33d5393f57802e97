package io.espalier.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.catalog.Catalog;
import io.espalier.model.Layer;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import java.util.List;

/** Prints a network of the catalog as JSON, so that another framework can build the very same. */
public final class DescribeNetwork {
  private static final ObjectMapper JSON = new ObjectMapper();

  private DescribeNetwork() {}

  /** Argument: the network's name. */
  public static void main(String[] args) {
    NetworkSpec spec = Catalog.builtIn().get(Network.class, args[0]).spec();
    ObjectNode document = JSON.createObjectNode();
    spec.inputShape().forEach(document.putArray("input")::add);
    document.put("classes", spec.classes());
    document.set("layers", layers(spec.layers()));
    System.out.println(document);
  }

  private static ArrayNode layers(List<Layer> layers) {
    ArrayNode array = JSON.createArrayNode();
    for (Layer layer : layers) {
      ObjectNode node = array.addObject();
      node.put("kind", layer.getClass().getSimpleName());
      if (layer instanceof Layer.Dense dense) {
        node.put("in", dense.in()).put("out", dense.out());
      } else if (layer instanceof Layer.Conv conv) {
        node.put("in", conv.in()).put("out", conv.out()).put("kernel", conv.kernel());
        node.put("stride", conv.stride()).put("padding", conv.padding());
        node.put("groups", conv.groups()).put("bias", conv.bias());
      } else if (layer instanceof Layer.BatchNorm norm) {
        node.put("channels", norm.channels());
      } else if (layer instanceof Layer.Activation activation) {
        node.put("function", activation.kind());
      } else if (layer instanceof Layer.MaxPool pool) {
        node.put("size", pool.size()).put("stride", pool.stride());
      } else if (layer instanceof Layer.Residual residual) {
        node.set("body", layers(residual.body()));
        node.set("shortcut", layers(residual.shortcut()));
      }
    }
    return array;
  }
}
