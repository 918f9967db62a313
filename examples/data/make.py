"""Makes the data sets in this folder from those that scikit-learn and statsmodels ship."""

from pathlib import Path

import pandas as pd
import statsmodels.api as sm
from sklearn import datasets

FOLDER = Path(__file__).parent


def main() -> None:
    diabetes = datasets.load_diabetes(as_frame=True, scaled=False)
    save(diabetes.data.assign(progression=diabetes.target), "diabetes")
    cancer = datasets.load_breast_cancer(as_frame=True)
    labels = cancer.target.map({0: "malignant", 1: "benign"})
    save(cancer.data.iloc[:, :10].assign(diagnosis=labels), "breast_cancer")
    wine = datasets.load_wine(as_frame=True)
    save(wine.data.assign(cultivar=wine.target.map({0: "barolo", 1: "grignolino", 2: "barbera"})), "wine")
    visits = sm.datasets.randhie.load_pandas().data.sample(4000, random_state=0).sort_index()
    save(visits.rename(columns={"mdvis": "visits"}), "doctor_visits")
    election = sm.datasets.anes96.load_pandas().data
    columns = ["age", "educ", "income", "TVnews", "selfLR", "ClinLR", "DoleLR", "PID"]
    save(election[columns].rename(columns={"PID": "party_identification"}), "party_identification")
    save(sm.datasets.fair.load_pandas().data, "affairs")
    save(sm.datasets.engel.load_pandas().data.rename(columns={"foodexp": "food_expenditure"}), "food_expenditure")


def save(frame: pd.DataFrame, name: str) -> None:
    frame.to_csv(FOLDER / f"{name}.csv", index=False, float_format="%.6g")


if __name__ == "__main__":
    main()
