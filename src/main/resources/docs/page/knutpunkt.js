window.addEventListener("load", function () {
  SwaggerUIBundle({
    url: "/docs/knutpunkt.openapi.yaml",
    dom_id: "#api",
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    persistAuthorization: false,
    validatorUrl: null
  });
});
