/** The newest source of a strategy as a file. */
import { fileNameOf } from "../../../web/client/workshop/strategy_file.ts";
import { define } from "../../../web/state.ts";
import { ofStrategy } from "../../../web/workshop/bodies.ts";

export const handler = define.handlers({
  GET: async ({ params, state: { services } }) => {
    const { name, source } = await services.workshop.open(ofStrategy.parse(params).id);
    const file = encodeURIComponent(fileNameOf(name));
    return new Response(source, {
      headers: {
        "content-type": "text/plain; charset=utf-8",
        "content-disposition": `attachment; filename*=UTF-8''${file}`,
      },
    });
  },
});
