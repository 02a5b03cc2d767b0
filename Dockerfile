# Node 24 runs the sources as they are: nothing is built.
FROM node:24-slim
WORKDIR /postbud
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional
COPY . .
RUN mkdir /data && chown node:node /data
USER node
ENTRYPOINT ["node", "src/main.ts"]
CMD ["start"]
