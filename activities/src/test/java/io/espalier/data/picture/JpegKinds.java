package io.espalier.data.picture;

/** Writes JPEG files of every kind that Pillow writes, and some that it reads. */
final class JpegKinds {
  /** Takes a folder. Files that Pillow does not write are made by changing markers. */
  static final String SCRIPT =
      """
      import io, sys
      import numpy as np
      from PIL import Image, ImageCms
      r = np.random.default_rng(3)
      def picture(w, h):
          coarse = r.integers(0, 256, (3, 4, 4)).astype(np.uint8)
          return np.stack([np.array(Image.fromarray(c).resize((w, h), Image.BICUBIC)) for c in coarse], -1)
      def put(name, b):
          open(f'{sys.argv[1]}/{name}.jpg', 'wb').write(b)
          return b
      def save(name, image, **options):
          out = io.BytesIO()
          image.save(out, 'JPEG', **options)
          return put(name, out.getvalue())
      def without(b, marker):
          at = b.index(marker)
          return b[:at] + b[at + 2 + int.from_bytes(b[at + 2:at + 4], 'big'):]
      def transform(b, to):
          at = b.index(b'Adobe') + 11
          return b[:at] + bytes([to]) + b[at + 1:]
      for w, h in ((19, 13), (16, 8), (1, 1)):
          a = picture(w, h)
          rgb, grey = Image.fromarray(a), Image.fromarray(a[..., 0])
          cmyk = Image.fromarray(np.concatenate([a, 255 - a[..., :1]], -1), 'CMYK')
          size = f'{w}x{h}'
          for progressive in (False, True):
              kind = size + ('-progressive' if progressive else '')
              save('grey-' + kind, grey, progressive=progressive)
              save('cmyk-' + kind, cmyk, progressive=progressive)
              for sampling in ('4:4:4', '4:2:2', '4:2:0'):
                  save(f'rgb-{sampling.replace(":", "")}-{kind}', rgb, subsampling=sampling, progressive=progressive)
          save('low-quality-' + size, rgb, quality=5)
          save('restarts-' + size, rgb, restart_marker_blocks=1)
          adobe_rgb = save('adobe-rgb-' + size, rgb, keep_rgb=True)
          turned = Image.Exif()
          turned[0x0112] = 6
          save('turned-' + size, rgb, exif=turned)
          profile = ImageCms.ImageCmsProfile(ImageCms.createProfile('XYZ')).tobytes()
          save('profile-' + size, rgb, icc_profile=profile)
          save('profile-grey-' + size, grey, icc_profile=profile)
          jfif = save('jfif-' + size, rgb, subsampling='4:4:4')
          put('no-jfif-' + size, without(jfif, b'\\xff\\xe0'))
          inks = save('inks-' + size, cmyk)
          put('ycck-' + size, transform(inks, 2))
          put('inks-no-adobe-' + size, without(inks, b'\\xff\\xee'))
          put('behind-the-end-' + size, jfif + b'more')
      """;

  private JpegKinds() {}
}
