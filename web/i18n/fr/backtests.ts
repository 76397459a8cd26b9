/** French texts of the room `backtests`. */

export const backtests = {
  title: "Backtest",
  parameters: {
    title: "Paramètres",
    none: "Cette stratégie ne déclare aucun paramètre.",
    reset: "{name} : revenir à {value}",
    yes: "oui",
    no: "non",
    between: "de {min} à {max}",
    from: "au moins {min}",
    to: "au plus {max}",
    step: "par pas de {step}",
    faults: {
      number: "Ce n’est pas un nombre.",
      kind: "Cette valeur n’est pas du bon type.",
      choice: "À choisir parmi {choices}.",
      min: "Trop petit : au moins {min}.",
      max: "Trop grand : au plus {max}.",
    },
  },
};
