# Node 26 runs the TypeScript as it is: nothing is built, packages are installed once.
FROM node:26.10.0-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Neither the embedded PostgreSQL (optional) nor a second Node (an install script): the image and its neighbours have both.
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:26.10.0-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/tmp/data
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json LICENSE NOTICE ./
COPY config config
COPY src src
COPY templates templates
COPY workers workers
# A new volume takes its owner from here.
RUN install -d -o node -g node -m 700 /keys
USER node
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts"]
